use super::unary::{Again, piecewise_linear, step, unary};
use crate::Error;
use crate::autodiff::Tensor;
use crate::autodiff::node::Logits;
use crate::kernels::pointwise::{self, Pointwise};

/// Exponential: `e` to the power of each element.
pub fn exp(x: &Tensor) -> Tensor {
    unary("K::exp", x, pointwise::exp, |_, y| y, Again::Formula(|_, y| y.clone()))
}

/// Exponential minus 1, `exp(x) - 1`; exact near 0.
pub fn expm1(x: &Tensor) -> Tensor {
    unary("K::expm1", x, pointwise::expm1, |_, y| y + 1.0, Again::Formula(|_, y| y + 1.0))
}

/// The natural logarithm.
pub fn log(x: &Tensor) -> Tensor {
    unary("K::log", x, pointwise::log, |x, _| x.recip(), Again::Formula(|x, _| 1.0 / x))
}

/// The natural logarithm of `1 + x`; exact near 0.
pub fn log1p(x: &Tensor) -> Tensor {
    unary("K::log1p", x, pointwise::log1p, |x, _| (1.0 + x).recip(), Again::Formula(|x, _| 1.0 / (1.0 + x)))
}

/// The square root; NaN of a negative number.
pub fn sqrt(x: &Tensor) -> Tensor {
    each("K::sqrt", x, f32::sqrt, |_, y| 0.5 / y, Again::Formula(|_, y| 0.5 / y))
}

/// The square.
pub fn square(x: &Tensor) -> Tensor {
    each("K::square", x, |x| x * x, |x, _| 2.0 * x, Again::Formula(|x, _| 2.0 * x))
}

/// The absolute value, whose gradient at 0 is 0.
pub fn abs(x: &Tensor) -> Tensor {
    piecewise_linear(x, f32::abs, |x, _| sign_of(x))
}

/// The sine.
pub fn sin(x: &Tensor) -> Tensor {
    each("K::sin", x, f32::sin, |x, _| x.cos(), Again::Formula(|x, _| cos(x)))
}

/// The cosine.
pub fn cos(x: &Tensor) -> Tensor {
    each("K::cos", x, f32::cos, |x, _| -x.sin(), Again::Formula(|x, _| -sin(x)))
}

/// Clips each element to `min` and `max`. The gradient is 0 where that changes it.
///
/// NaN stays NaN. A `min` above `max` is an error: NumPy then gives `max` everywhere, and Keras's backend `min`.
pub fn clip(x: &Tensor, min: f32, max: f32) -> Tensor {
    if min.is_nan() || max.is_nan() || min > max {
        let found = format!("{min} and {max}");
        return x.tape().fail(Error::expected("K::clip", "`min` of at most `max`", found));
    }
    let slope = move |x, _| if x < min || x > max { 0.0 } else { 1.0 };
    piecewise_linear(x, move |x| x.clamp(min, max), slope)
}

/// ReLU, the rectifier: `max(x, 0)`.
pub fn relu(x: &Tensor) -> Tensor {
    fused(x, Pointwise::Relu, || {
        piecewise_linear(x, |x| if x < 0.0 { 0.0 } else { x }, |x, _| if x > 0.0 { 1.0 } else { 0.0 })
    })
}

/// Sigmoid, the logistic function: `1 / (1 + exp(-x))`.
pub fn sigmoid(x: &Tensor) -> Tensor {
    let again = Again::Formula(|_, y| y * (1.0 - y));
    let own = || unary("K::sigmoid", x, pointwise::sigmoid, |_, y| y * (1.0 - y), again);
    let y = fused(x, Pointwise::Sigmoid, own);
    x.tape().link_logits(&y, x, Logits::OfSigmoid);
    y
}

/// The hyperbolic tangent.
pub fn tanh(x: &Tensor) -> Tensor {
    let again = Again::Formula(|_, y| 1.0 - square(y));
    fused(x, Pointwise::Tanh, || unary("K::tanh", x, pointwise::tanh, |_, y| 1.0 - y * y, again))
}

/// Softplus, `log(1 + exp(x))`, without overflow.
pub fn softplus(x: &Tensor) -> Tensor {
    let slope = |x: f32, _| 1.0 / (1.0 + (-x).exp());
    unary("K::softplus", x, pointwise::softplus, slope, Again::Formula(|x, _| sigmoid(x)))
}

/// The error function, `2/√π` times the integral of `exp(-t²)` from 0 to `x`.
pub fn erf(x: &Tensor) -> Tensor {
    const FACTOR: f32 = std::f32::consts::FRAC_2_SQRT_PI;
    let again = Again::Formula(|x, _| exp(&-square(x)) * FACTOR);
    unary("K::erf", x, pointwise::erf, |x, _| FACTOR * (-x * x).exp(), again)
}

/// Sign: -1, 0 or 1; it has no gradient.
pub fn sign(x: &Tensor) -> Tensor {
    step(x, sign_of)
}

/// Rounds to the nearest integer, halves to even, as in NumPy; it has no gradient.
pub fn round(x: &Tensor) -> Tensor {
    step(x, f32::round_ties_even)
}

/// Floor: the largest integer that is not larger; it has no gradient.
pub fn floor(x: &Tensor) -> Tensor {
    step(x, f32::floor)
}

/// Fuses `function` as the epilogue of the operation that produced `x`, if that has not been evaluated yet.
fn fused(x: &Tensor, function: Pointwise, own: impl FnOnce() -> Tensor) -> Tensor {
    x.tape().fuse(x, function).unwrap_or_else(own)
}

/// A function of one number, applied to each element.
pub(super) fn each(
    name: &'static str,
    x: &Tensor,
    value: impl Fn(f32) -> f32 + Copy + Send + Sync + 'static,
    slope: impl Fn(f32, f32) -> f32 + Send + 'static,
    again: Again,
) -> Tensor {
    unary(name, x, move |x, y| pointwise::map(x, y, value), slope, again)
}

fn sign_of(x: f32) -> f32 {
    if x == 0.0 || x.is_nan() { x } else { x.signum() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn every_function_of_a_number_has_its_gradient() {
        let functions: [fn(&Tensor) -> Tensor; 11] =
            [exp, expm1, square, abs, sin, cos, relu, sigmoid, tanh, softplus, erf];
        for function in functions {
            check_gradient(&[&[3, 4]], |x| function(&x[0]));
        }
        for function in [log, log1p, sqrt] {
            check_gradient(&[&[3, 4]], |x| function(&(&x[0] + 1.5)));
        }
        check_gradient(&[&[3, 4]], |x| clip(&x[0], -0.36, 0.48));
    }

    #[test]
    fn whole_numbers_are_found_as_numpy_finds_them() {
        let x = Tape::new().array(&[-1.5, -0.5, 0.0, 0.5, 1.5, 2.5]);
        assert_eq!(round(&x).to_array(), ndarray::array![-2.0, -0.0, 0.0, 0.0, 2.0, 2.0].into_dyn());
        assert_eq!(floor(&x).to_array(), ndarray::array![-2.0, -1.0, 0.0, 0.0, 1.0, 2.0].into_dyn());
        assert_eq!(sign(&x).to_array(), ndarray::array![-1.0, -1.0, 0.0, 1.0, 1.0, 1.0].into_dyn());
    }

    #[test]
    fn far_out_nothing_overflows() {
        let x = Tape::new().array(&[-200.0, 200.0]);
        assert_eq!(softplus(&x).to_array(), ndarray::array![0.0, 200.0].into_dyn());
        assert_eq!(sigmoid(&x).to_array(), ndarray::array![0.0, 1.0].into_dyn());
    }

    #[test]
    fn bounds_that_are_swapped_are_an_error() {
        for (min, max, found) in
            [(2.0, 1.0, "2 and 1"), (f32::NAN, 1.0, "NaN and 1"), (0.0, f32::NAN, "0 and NaN")]
        {
            let tape = Tape::new();
            clip(&tape.array(&[1.5]), min, max);
            let expected = format!("K::clip: expected `min` of at most `max`, found {found}");
            assert_eq!(tape.check().unwrap_err().to_string(), expected);
        }
        assert_eq!(clip(&Tape::new().array(&[1.5]), 1.0, 1.0).item(), 1.0);
    }

    #[test]
    fn a_number_that_is_none_stays_visible() {
        let x = Tape::new().array(&[f32::NAN]);
        for y in [relu(&x), clip(&x, 0.0, 1.0), sign(&x), abs(&x)] {
            assert!(y.item().is_nan());
        }
    }
}
