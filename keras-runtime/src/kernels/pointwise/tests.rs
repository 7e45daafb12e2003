//! Measured against double precision, with each instruction set the machine has.

use super::functions::{Erf, Exp, Expm1, Function, Log, Log1p, Relu, Sigmoid, Softplus, Tanh};
use super::*;

/// Numbers between which there are equally many others: every exponent but that of denormal numbers, both signs.
fn samples() -> Vec<f32> {
    let step = if cfg!(miri) { 40_000_003 } else { 20_011 };
    (0..=u32::MAX).step_by(step).map(f32::from_bits).filter(|x| x.is_normal()).collect()
}

fn on<F: Function>(isa: Isa, f: F, x: &[f32]) -> Vec<f32> {
    let mut y = vec![f32::NAN; x.len()];
    loops::map_on(isa, x, &mut y, f);
    let mut replaced = x.to_vec();
    loops::replace_on(isa, &mut replaced, f);
    assert!(y.iter().zip(&replaced).all(|(a, b)| a.to_bits() == b.to_bits()), "in place differs");
    y
}

/// The distance between neighbours at the exact value.
fn ulp(exact: f64) -> f64 {
    let exponent = exact.abs().max(f64::from(f32::MIN_POSITIVE)).log2().floor();
    (exponent - 23.0).exp2()
}

/// Checks that `f` keeps within `bound` ULP of `exact` at the samples and at `range`, where it bends.
fn check<F: Function>(name: &str, f: F, exact: impl Fn(f64) -> f64, range: (f32, f32), bound: f64) {
    let least = f64::from(f32::MIN_POSITIVE);
    let dense = if cfg!(miri) { 50 } else { 100_000 };
    let (low, high) = range;
    let mut x = samples();
    x.extend((0..=dense).map(|i| low + (high - low) * i as f32 / dense as f32));
    for isa in Isa::available() {
        let mut worst = (0.0, 0.0);
        for (&x, y) in x.iter().zip(on(isa, f, &x)) {
            let expected = exact(f64::from(x));
            let error = match expected {
                e if e.is_nan() => {
                    if y.is_nan() {
                        0.0
                    } else {
                        f64::INFINITY
                    }
                }
                e if e.abs() > f64::from(f32::MAX) => {
                    if f64::from(y) == f64::from(e as f32) || y == f32::MAX { 0.0 } else { f64::INFINITY }
                }
                // Denormal numbers are flushed, on the way, too.
                e if e.abs() < 16.0 * least && (f64::from(y) - e).abs() <= least => 0.0,
                e => (f64::from(y) - e).abs() / ulp(e),
            };
            if error.is_nan() || error > worst.0 {
                worst = (error, x);
            }
        }
        assert!(worst.0 <= bound, "{name} on {isa:?}: {} ULP at {:e}", worst.0, worst.1);
    }
}

#[test]
fn exp_keeps_its_promise() {
    check("exp", Exp, f64::exp, (-104.0, 90.0), 2.0);
}

#[test]
fn expm1_keeps_its_promise() {
    check("expm1", Expm1, f64::exp_m1, (-20.0, 90.0), 2.0);
    check("expm1", Expm1, f64::exp_m1, (-2.0, 2.0), 2.0);
}

#[test]
fn log_keeps_its_promise() {
    check("log", Log, f64::ln, (0.5, 2.0), 1.0);
}

#[test]
fn log1p_keeps_its_promise() {
    check("log1p", Log1p, f64::ln_1p, (-1.0, 3.0), 2.0);
}

#[test]
fn tanh_keeps_its_promise() {
    check("tanh", Tanh, f64::tanh, (-10.0, 10.0), 3.0);
}

#[test]
fn sigmoid_keeps_its_promise() {
    check("sigmoid", Sigmoid, |x| 1.0 / (1.0 + (-x).exp()), (-20.0, 20.0), 3.0);
}

#[test]
fn softplus_keeps_its_promise() {
    check("softplus", Softplus, |x| x.max(0.0) + (-x.abs()).exp().ln_1p(), (-20.0, 20.0), 2.0);
}

#[test]
fn erf_keeps_its_promise() {
    check("erf", Erf, exact_erf, (-4.5, 4.5), 2.0);
}

/// By its series near 0, and by the continued fraction of its complement (Abramowitz and Stegun, 7.1.6 and 7.1.14).
fn exact_erf(x: f64) -> f64 {
    let squared = x * x;
    if x.abs() < 2.5 {
        let mut term = x;
        let mut sum = x;
        for n in 1..100 {
            term *= 2.0 * squared / f64::from(2 * n + 1);
            sum += term;
        }
        sum * (-squared).exp() * std::f64::consts::FRAC_2_SQRT_PI
    } else {
        let fraction = (1..60).rev().fold(0.0, |below, n| f64::from(n) / 2.0 / (x.abs() + below));
        let complement = (-squared).exp() / (x.abs() + fraction) / std::f64::consts::PI.sqrt();
        (1.0 - complement).copysign(x)
    }
}

#[test]
fn the_ends_of_the_number_line_have_their_limits() {
    const INF: f32 = f32::INFINITY;
    fn ends<F: Function>(f: F, low: f32, zero: f32, high: f32) {
        for isa in Isa::available() {
            let y = on(isa, f, &[-INF, f32::MIN, 0.0, f32::MAX, INF, f32::NAN]);
            assert!(y[0] == low || y[0].is_nan() && low.is_nan());
            assert!(y[1] == low || y[1].is_nan() && low.is_nan());
            assert_eq!(y[2], zero);
            assert!(y[3] <= high);
            assert_eq!(y[4], high);
            assert!(y[5].is_nan());
        }
    }
    ends(Exp, 0.0, 1.0, INF);
    ends(Expm1, -1.0, 0.0, INF);
    ends(Log, f32::NAN, -INF, INF);
    ends(Log1p, f32::NAN, 0.0, INF);
    ends(Tanh, -1.0, 0.0, 1.0);
    ends(Sigmoid, 0.0, 0.5, 1.0);
    ends(Erf, -1.0, 0.0, 1.0);
    ends(Relu, 0.0, 0.0, INF);
    ends(Softplus, 0.0, std::f32::consts::LN_2, INF);
}

#[test]
fn a_value_depends_neither_on_its_place_nor_on_the_length() {
    let x: Vec<f32> = (0..100).map(|i| i as f32 * 0.37 - 17.0).collect();
    for isa in Isa::available() {
        let all = on(isa, Tanh, &x);
        for start in 0..40 {
            for end in [start, start + 1, start + 13, 100] {
                assert_eq!(on(isa, Tanh, &x[start..end]), all[start..end]);
            }
        }
    }
}

#[test]
fn long_slices_are_worked_on_in_parts_and_whole() {
    let len = if cfg!(miri) { 1000 } else { 300_001 };
    let a: Vec<f32> = (0..len).map(|i| i as f32).collect();
    let b: Vec<f32> = a.iter().map(|x| 0.5 * x).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    pool.install(|| {
        let mut y = vec![0.0; len];
        zip(&a, &b, &mut y, |a, b| a - b);
        assert_eq!(y, b);
        axpy(1.0, &b, &mut y);
        assert_eq!(y, a);
        map(&a, &mut y, |x| -x);
        assert!(y.iter().zip(&a).all(|(y, a)| *y == -a));
        map(&a, &mut y, |x| x - 2.0);
        Pointwise::Relu.apply(&mut y);
        assert!(y.iter().zip(&a).all(|(y, a)| *y == (a - 2.0).max(0.0)));
    });
}
