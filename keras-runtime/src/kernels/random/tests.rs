//! Moments, repetition and independence of threads.

use super::*;

const LEN: usize = if cfg!(miri) { 300 } else { 1 << 20 };

fn fill(isa: Isa, draw: impl Draw, len: usize) -> Vec<f32> {
    let mut out = vec![f32::NAN; len];
    fill_on(isa, draw, 0, &mut out);
    out
}

/// The mean of `f` over `x`.
fn mean(x: &[f32], f: impl Fn(f64) -> f64) -> f64 {
    x.iter().map(|&x| f(f64::from(x))).sum::<f64>() / x.len() as f64
}

#[test]
fn uniform_numbers_lie_in_their_interval_with_its_moments() {
    for isa in Isa::available() {
        let x = fill(isa, Uniform(1), LEN);
        assert!(x.iter().all(|x| (0.0..1.0).contains(x)));
        let error = 5.0 / (LEN as f64).sqrt();
        assert!((mean(&x, |x| x) - 0.5).abs() < error);
        assert!((mean(&x, |x| x * x) - 1.0 / 3.0).abs() < error);
    }
}

#[test]
fn normal_numbers_have_the_moments_and_the_tails_of_their_distribution() {
    for isa in Isa::available() {
        let x = fill(isa, Normal(1), LEN);
        let error = 5.0 / (LEN as f64).sqrt();
        assert!(mean(&x, |x| x).abs() < error);
        assert!((mean(&x, |x| x * x) - 1.0).abs() < 2.0 * error);
        assert!(mean(&x, |x| x.powi(3)).abs() < 4.0 * error);
        assert!((mean(&x, |x| x.powi(4)) - 3.0).abs() < 10.0 * error);
        for (limit, share) in [(0.5, 0.617_075), (1.0, 0.317_311), (2.0, 0.045_500), (3.0, 0.002_700)] {
            let beyond = mean(&x, |x| f64::from(x.abs() > limit));
            assert!((beyond - share).abs() < error * share.sqrt(), "{beyond} of {share} beyond {limit}");
        }
    }
}

#[test]
fn normal_numbers_that_share_a_block_are_uncorrelated() {
    if cfg!(miri) {
        return;
    }
    let x = fill(Isa::chosen(), Normal(2), LEN);
    for lag in [1, 16, 32, 64] {
        let pairs = x.iter().zip(&x[lag..]).map(|(a, b)| f64::from(a * b));
        assert!((pairs.sum::<f64>() / LEN as f64).abs() < 5.0 / (LEN as f64).sqrt());
    }
}

#[test]
fn other_seeds_give_other_numbers() {
    let of = |seed| fill(Isa::chosen(), Uniform(seed), 100);
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
    assert_ne!(of(1), of(1 << 32 | 1));
}

#[test]
fn a_longer_slice_begins_like_a_shorter() {
    let long = fill(Isa::chosen(), Normal(3), 200);
    for len in [0, 1, 63, 64, 65, 199] {
        assert_eq!(fill(Isa::chosen(), Normal(3), len), long[..len]);
    }
}

#[test]
fn dropout_drops_a_share_and_keeps_the_sum() {
    let x = vec![1.0; LEN];
    let mut y = vec![f32::NAN; LEN];
    for isa in Isa::available() {
        for rate in [0.1, 0.5, 0.8] {
            dropout_on(isa, 4.into(), rate, &x, &mut y);
            let dropped = mean(&y, |y| f64::from(y == 0.0));
            assert!((dropped - f64::from(rate)).abs() < 3.0 / (LEN as f64).sqrt());
            assert!(y.iter().all(|&y| y == 0.0 || y == 1.0 / (1.0 - rate)));
        }
    }
}

#[test]
fn dropout_drops_the_same_places_again_and_even_nan() {
    let mut once = vec![0.0; 200];
    dropout(5, 0.5, &[1.0; 200], &mut once);
    let x: Vec<f32> = once.iter().map(|&y| if y == 0.0 { f32::NAN } else { 3.0 }).collect();
    let mut again = vec![0.0; 200];
    dropout(5, 0.5, &x, &mut again);
    assert!(again.iter().zip(&once).all(|(again, once)| *again == 3.0 * once));
}

#[test]
fn dropout_of_nothing_and_of_everything() {
    let x = [1.5; 70];
    let mut y = [f32::NAN; 70];
    dropout(6, 0.0, &x, &mut y);
    assert_eq!(y, x);
    dropout(6, 1.0, &x, &mut y);
    assert_eq!(y, [0.0; 70]);
}

#[test]
fn the_number_of_threads_changes_no_number() {
    if cfg!(miri) {
        return;
    }
    let draw = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let normal = fill(Isa::chosen(), Normal(7), 1_000_003);
            let mut dropped = vec![0.0; normal.len()];
            dropout(8, 0.3, &normal, &mut dropped);
            (normal, dropped)
        })
    };
    let one = draw(1);
    assert!(draw(2) == one);
    assert!(draw(5) == one);
}

#[test]
fn a_stream_goes_on_from_any_position() {
    let all = fill(Isa::chosen(), Uniform(3), 400);
    let normal = fill(Isa::chosen(), Normal(3), 400);
    let x: Vec<f32> = (0..400).map(|i| i as f32).collect();
    let mut kept = vec![0.0; 400];
    dropout(5, 0.4, &x, &mut kept);
    for (from, len) in [(0, 400), (1, 10), (63, 130), (64, 64), (65, 3), (200, 0), (130, 200)] {
        let stream = |seed| Stream { seed, from };
        let mut out = vec![0.0; len];
        fill_uniform(stream(3), &mut out);
        assert_eq!(out, all[from..][..len]);
        fill_normal(stream(3), &mut out);
        assert_eq!(out, normal[from..][..len]);
        dropout(stream(5), 0.4, &x[from..][..len], &mut out);
        assert_eq!(out, kept[from..][..len]);
        out.copy_from_slice(&x[from..][..len]);
        dropout_in_place(stream(5), 0.4, &mut out);
        assert_eq!(out, kept[from..][..len]);
    }
}
