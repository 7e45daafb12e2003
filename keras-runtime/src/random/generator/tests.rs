//! Distributions, repetition and states.

use super::*;
use crate::kernels::random::fill_uniform;

fn mean(count: usize, mut draw: impl FnMut() -> f64) -> f64 {
    (0..count).map(|_| draw()).sum::<f64>() / count as f64
}

#[test]
fn uniform_numbers_are_those_of_the_kernels() {
    let mut filled = [0.0; 1000];
    fill_uniform(0x1234_5678_9abc_def0, &mut filled);
    let mut random = Random::from_seed(0x1234_5678_9abc_def0);
    assert!(filled.iter().all(|&number| number == random.uniform()));
}

#[test]
fn uniform_numbers_lie_in_their_interval_with_its_moments() {
    let mut random = Random::from_seed(3);
    for (power, expected) in [(1, 0.5), (2, 1.0 / 3.0), (3, 0.25)] {
        let moment = mean(200_000, || {
            let number = random.uniform();
            assert!((0.0..1.0).contains(&number));
            f64::from(number).powi(power)
        });
        assert!((moment - expected).abs() < 0.004, "moment {power} is {moment}");
    }
}

#[test]
fn normal_numbers_have_the_moments_of_the_normal_distribution() {
    let mut random = Random::from_seed(3);
    for (power, expected) in [(1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0)] {
        let moment = mean(200_000, || f64::from(random.normal()).powi(power));
        assert!((moment - expected).abs() < 0.06, "moment {power} is {moment}");
    }
}

#[test]
fn neighbouring_normal_numbers_are_uncorrelated() {
    let mut random = Random::from_seed(4);
    let mut last = random.normal();
    let product = mean(200_000, || {
        let number = random.normal();
        f64::from(std::mem::replace(&mut last, number)) * f64::from(number)
    });
    assert!(product.abs() < 0.015, "{product}");
}

#[test]
fn neighbouring_seeds_give_unrelated_streams() {
    let (mut a, mut b) = (Random::from_seed(5), Random::from_seed(6));
    let product = mean(200_000, || f64::from(a.normal()) * f64::from(b.normal()));
    assert!(product.abs() < 0.015, "{product}");
}

#[test]
fn a_state_goes_on_from_anywhere_even_the_middle_of_a_pair_of_normals() {
    let mut random = Random::from_seed(9);
    for draws in 0..3 * BLOCK_WORDS {
        let mut same = Random::from_state(random.state());
        assert_eq!(same.state(), random.state());
        let mut original = random.clone();
        for _ in 0..70 {
            assert_eq!(original.normal().to_bits(), same.normal().to_bits(), "after {draws}");
        }
        assert_eq!(original.seed(), same.seed());
        // Normal numbers take two words each: an odd number of words parts the pairs.
        _ = if draws % 3 == 0 { random.normal() } else { random.uniform() };
    }
}

#[test]
fn a_stream_ends_nowhere() {
    let mut random = Random::from_state(GeneratorState { seed: 1, position: u64::MAX });
    random.word();
    assert_eq!(random.state(), GeneratorState::new(1));
    assert_eq!(random.seed(), Random::from_seed(1).seed());
}

#[test]
fn shuffling_keeps_every_value() {
    let mut values: Vec<u32> = (0..1000).collect();
    Random::from_seed(5).shuffle(&mut values);
    assert!(!values.is_sorted());
    values.sort_unstable();
    assert!(values.iter().copied().eq(0..1000));
}

#[test]
fn every_order_is_equally_likely() {
    let mut random = Random::from_seed(6);
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..24_000 {
        let mut values = [0, 1, 2, 3];
        random.shuffle(&mut values);
        *counts.entry(values).or_insert(0) += 1;
    }
    assert_eq!(counts.len(), 24);
    assert!(counts.values().all(|count| (850..1150).contains(count)), "{counts:?}");
}

#[test]
fn numbers_below_the_greatest_bounds_are_not_biased() {
    let mut random = Random::from_seed(7);
    // Three quarters of all seeds: a product that were not refused would fall on some numbers twice as often.
    let end = 3 << 62;
    let lower = mean(100_000, || f64::from(u8::from(random.below(end) < end / 3)));
    assert!((lower - 1.0 / 3.0).abs() < 0.01, "{lower}");
    assert_eq!(random.below(1), 0);
}
