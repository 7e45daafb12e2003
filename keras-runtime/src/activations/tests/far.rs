//! Numbers whose squares, cubes or exponentials are none, and numbers next to 0: against double precision.

use std::f64::consts::{FRAC_2_SQRT_PI, PI, SQRT_2};

use super::super::*;
use crate::autodiff::{Tape, Variable};
use crate::backend as K;

const FAR: [f32; 7] = [3e38, 1e20, 1e10, 1e4, 1e-10, 1e-20, 1e-30];

type Exact = fn(f64) -> f64;

fn sigmoid_of(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn softplus_of(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// The error function, far from where it bends.
fn erf_of(x: f64) -> f64 {
    (FRAC_2_SQRT_PI * x).clamp(-1.0, 1.0)
}

fn inner(x: f64) -> f64 {
    (2.0 / PI).sqrt() * (x + 0.044715 * x.powi(3))
}

fn step(x: f64) -> f64 {
    if x > 0.0 { 1.0 } else { 0.0 }
}

/// Each function, its value and its slope.
fn table() -> Vec<(Function, Exact, Exact)> {
    vec![
        (linear, |x| x, |_| 1.0),
        (relu, |x| x.max(0.0), step),
        (relu_with(0.5, None, 0.0), |x| if x > 0.0 { x } else { 0.5 * x }, |x| 0.5 + 0.5 * step(x)),
        (relu6, |x| x.clamp(0.0, 6.0), |x| if x > 0.0 && x < 6.0 { 1.0 } else { 0.0 }),
        (elu, |x| if x > 0.0 { x } else { x.exp_m1() }, |x| x.min(0.0).exp()),
        (
            celu_with(2.0),
            |x| if x > 0.0 { x } else { 2.0 * (x / 2.0).exp_m1() },
            |x| (x.min(0.0) / 2.0).exp(),
        ),
        (
            selu,
            |x| 1.050_701 * if x > 0.0 { x } else { 1.673_263_2 * x.exp_m1() },
            |x| 1.050_701 * if x > 0.0 { 1.0 } else { 1.673_263_2 * x.exp() },
        ),
        (
            gelu,
            |x| 0.5 * x * (1.0 + erf_of(x / SQRT_2)),
            |x| 0.5 * (1.0 + erf_of(x / SQRT_2)) + x * (-0.5 * x * x).exp() / (2.0 * PI).sqrt(),
        ),
        (
            gelu_with(true),
            |x| 0.5 * x * (1.0 + inner(x).tanh()),
            |x| {
                let bend = (1.0 - inner(x).tanh().powi(2)) * (2.0 / PI).sqrt() * (1.0 + 0.134145 * x * x);
                0.5 * (1.0 + inner(x).tanh()) + 0.5 * x * bend
            },
        ),
        (silu, |x| x * sigmoid_of(x), |x| sigmoid_of(x) * (1.0 + x * sigmoid_of(-x))),
        (
            mish,
            |x| x * softplus_of(x).tanh(),
            |x| softplus_of(x).tanh() + x * (1.0 - softplus_of(x).tanh().powi(2)) * sigmoid_of(x),
        ),
        (softplus, softplus_of, sigmoid_of),
        (softsign, |x| x / (1.0 + x.abs()), |x| (1.0 + x.abs()).powi(-2)),
        (
            squareplus,
            |x| if x > 0.0 { x + (x * x + 4.0).sqrt() } else { 4.0 / ((x * x + 4.0).sqrt() - x) } / 2.0,
            |x| 0.5 + 0.5 * x / (x * x + 4.0).sqrt(),
        ),
        (squareplus_with(0.0), |x| x.max(0.0), step),
        (soft_shrink, |x| x - x.clamp(-0.5, 0.5), |x| step(x.abs() - 0.5)),
        (hard_shrink, |x| x * step(x.abs() - 0.5), |x| step(x.abs() - 0.5)),
        (tanh_shrink, |x| x - x.tanh(), |x| x.tanh().powi(2)),
        (threshold(1.0, -2.0), |x| if x > 1.0 { x } else { -2.0 }, |x| step(x - 1.0)),
        (
            sparse_plus,
            |x| if x > 1.0 { x } else { (x.max(-1.0) + 1.0).powi(2) / 4.0 },
            |x| ((x + 1.0) / 2.0).clamp(0.0, 1.0),
        ),
        (sparse_sigmoid, |x| ((x + 1.0) / 2.0).clamp(0.0, 1.0), |x| 0.5 * step(1.0 - x.abs())),
        (sigmoid, sigmoid_of, |x| sigmoid_of(x) * sigmoid_of(-x)),
        (hard_sigmoid, |x| (x / 6.0 + 0.5).clamp(0.0, 1.0), |x| step(3.0 - x.abs()) / 6.0),
        (log_sigmoid, |x| -softplus_of(-x), |x| sigmoid_of(-x)),
        (
            hard_silu,
            |x| x * (x / 6.0 + 0.5).clamp(0.0, 1.0),
            |x| if x.abs() < 3.0 { x / 3.0 + 0.5 } else { step(x) },
        ),
        (tanh, f64::tanh, |x| 1.0 - x.tanh().powi(2)),
        (hard_tanh, |x| x.clamp(-1.0, 1.0), |x| step(1.0 - x.abs())),
        (custom(K::erf), erf_of, |x| FRAC_2_SQRT_PI * (-x * x).exp()),
        (custom(K::abs), f64::abs, f64::signum),
        (custom(K::log1p), |x| x.max(0.0).ln_1p(), |x| 1.0 / (1.0 + x)),
    ]
}

#[test]
fn far_from_1_every_function_is_what_it_is_elsewhere_and_so_is_its_slope() {
    for (function, value, slope) in table() {
        let is_log = function == custom(K::log1p);
        for x in FAR.into_iter().flat_map(|x| [x, -x]).filter(|&x| !is_log || x > 0.0) {
            let v = Variable::new("v", &[1], |v| v[0] = x).unwrap();
            let tape = Tape::new();
            let y = function.apply(&tape.variable(&v));
            tape.backward(&y).unwrap();
            let found = [y.item(), tape.gradient(&v, |g| g[0]).unwrap()].map(f64::from);
            let x = f64::from(x);
            let (expected, near) = ([value(x), slope(x)], [1e-6 * x.abs().min(1.0), 1e-6]);
            for i in 0..2 {
                let error = (found[i] - expected[i]).abs();
                let bound = 1e-5 * expected[i].abs() + near[i];
                assert!(error <= bound, "{function:?} at {x:e}: {found:?} instead of {expected:?}");
            }
        }
    }
}

#[test]
fn functions_of_rows_survive_large_numbers() {
    let row = |function: fn(&crate::autodiff::Tensor) -> crate::autodiff::Tensor, x: &[f32]| {
        let v = Variable::new("v", &[x.len()], |v| v.copy_from_slice(x)).unwrap();
        let tape = Tape::new();
        let y = function(&tape.variable(&v));
        let values = y.read(<[f32]>::to_vec);
        tape.backward(&K::sum(&y)).unwrap();
        assert_eq!(tape.gradient(&v, |g| g.iter().all(|g| g.is_finite())), Some(true), "at {x:?}");
        values
    };
    let half = 0.5f32;
    for (x, probabilities) in [
        (&[3e38, -3e38][..], &[1.0, 0.0][..]),
        (&[-3e38, -3e38], &[half, half]),
        (&[1e20, 1e20, -1e20], &[half, half, 0.0]),
        (&[3e38, 0.0, 1e20], &[1.0, 0.0, 0.0]),
        (&[1e-30, -1e-30], &[half, half]),
    ] {
        assert_eq!(row(|x| softmax.apply(x), x), probabilities);
        assert_eq!(row(|x| sparsemax.apply(x), x), probabilities);
        let largest: f32 = x.iter().copied().fold(f32::MIN, f32::max);

        let log_count = if probabilities.contains(&half) { 2f32.ln() } else { 0.0 };
        assert_eq!(row(K::logsumexp, x), [largest + log_count]);
        let target = |x: &crate::autodiff::Tensor| {
            K::sparse_softmax_cross_entropy(&x.tape().array(&[0.0]), &K::reshape(x, &[1, -1]))
        };
        assert_eq!(row(target, x), [log_count]);
    }
    assert_eq!(row(|x| log_softmax.apply(x), &[1e38, -1e38]), [0.0, -2e38]);
    for (x, expected) in [([3e38, 3e38], 3e38), ([3e38, -3e38], 0.0), ([-3e38, 1e20], -3e38)] {
        assert_eq!(row(|x| glu.apply(x), &x), [expected]);
    }
}
