use std::f32::consts::{LN_2, LN_10};

use super::super::binary::{Operand, PartialGradient, binary};
use super::super::elementwise::{each, sigmoid, square};
use super::super::unary::Again;
use super::wide;
use crate::autodiff::Tensor;

functions! {
    /// Power of two: 2 to the power of each element.
    exp2 = f32::exp2, slope |_, y| y * LN_2, again Again::Formula(|_, y| y * LN_2), at 3.0: 8.0;

    /// The logarithm to base 2; NaN of a negative number.
    log2 = f32::log2, slope |x, _| (x * LN_2).recip(), again Again::Formula(|x, _| 1.0 / (x * LN_2)), at 8.0: 3.0;

    /// The logarithm to base 10; NaN of a negative number.
    log10 = wide(f64::log10), slope |x, _| (x * LN_10).recip(),
        again Again::Formula(|x, _| 1.0 / (x * LN_10)), at 1000.0: 3.0;

    /// The cube root, of negative numbers, too.
    cbrt = f32::cbrt, slope |_, y| (3.0 * y * y).recip(),
        again Again::Formula(|_, y| 1.0 / (3.0 * square(y))), at -8.0: -2.0;

    /// The reciprocal, `1 / x`.
    reciprocal = f32::recip, slope |_, y| -y * y, again Again::Formula(|_, y| -square(y)), at 4.0: 0.25;

    /// The reciprocal of the square root, `1 / sqrt(x)`; NaN of a negative number.
    rsqrt = |x: f32| x.sqrt().recip(), slope |x, y| -0.5 * y / x,
        again Again::Formula(|x, y| y * -0.5 / x), at 4.0: 0.5;
}

/// Logarithm of the sum of exponentials, `log(exp(x1) + exp(x2))`, without overflow, with NumPy's broadcasting.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1000.0]);
/// assert_eq!(K::logaddexp(&x, 0.0).item(), 1000.0);
/// ```
pub fn logaddexp(x1: &Tensor, x2: impl Operand) -> Tensor {
    log_of_sum(
        "K::logaddexp",
        x1,
        x2,
        1.0,
        [|a, b, _, dy| dy * sigmoid(&(a - b)), |a, b, _, dy| dy * sigmoid(&(b - a))],
    )
}

/// Logarithm to base 2 of the sum of powers of 2, `log2(2^x1 + 2^x2)`, without overflow, with NumPy's broadcasting.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1000.0]);
/// assert_eq!(K::logaddexp2(&x, 1000.0).item(), 1001.0);
/// ```
pub fn logaddexp2(x1: &Tensor, x2: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] =
        [|a, b, _, dy| dy * sigmoid(&((a - b) * LN_2)), |a, b, _, dy| dy * sigmoid(&((b - a) * LN_2))];
    log_of_sum("K::logaddexp2", x1, x2, LN_2, again)
}

/// The logarithm of a sum of powers, where `scale` is the natural logarithm of the base.
fn log_of_sum(
    place: &'static str,
    x1: &Tensor,
    x2: impl Operand,
    scale: f32,
    again: [PartialGradient; 2],
) -> Tensor {
    let value = move |a: f32, b: f32| match a == b {
        // Infinities among them.
        true => a + LN_2 / scale,
        false if a.is_nan() || b.is_nan() => f32::NAN,
        false => a.max(b) + (-(a - b).abs() * scale).exp().ln_1p() / scale,
    };
    let share = move |a: f32, b: f32| if a == b { 0.5 } else { (1.0 + ((b - a) * scale).exp()).recip() };
    binary(
        [place, "add the powers of"],
        x1,
        &x2.on(x1.tape()),
        value,
        move |a, b, _| [share(a, b), share(b, a)],
        again,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn powers_logarithms_and_roots_have_their_gradients_twice() {
        check_second_gradient(&[&[3, 4]], |x| exp2(&x[0]));
        for function in [log2, log10, cbrt, reciprocal, rsqrt] {
            check_second_gradient(&[&[3, 4]], |x| function(&(&x[0] + 1.8)));
        }
        for shapes in [[&[2, 3][..], &[2, 3]], [&[3], &[2, 1]]] {
            check_second_gradient(&shapes, |x| logaddexp(&x[0], &x[1]));
            check_second_gradient(&shapes, |x| logaddexp2(&x[0], &x[1]));
        }
    }

    #[test]
    fn a_sum_of_powers_is_right_at_infinity() {
        let x = Tape::new().array(&[f32::INFINITY, f32::NEG_INFINITY]);
        assert_eq!(logaddexp(&x, &x).to_array(), x.to_array());
        assert_eq!(logaddexp2(&x, 3.0).to_array(), ndarray::array![f32::INFINITY, 3.0].into_dyn());
        assert!(logaddexp(&x, f32::NAN).read(|y| y.iter().all(|y| y.is_nan())));
    }
}
