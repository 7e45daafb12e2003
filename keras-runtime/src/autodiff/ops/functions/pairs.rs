use super::super::arithmetic::{maximum, minimum};
use super::super::binary::{Operand, PartialGradient, binary, step_of_two};
use super::super::compare::equal;
use super::super::constants::zeros_like;
use super::super::where_::where_;
use super::isnan;
use crate::autodiff::Tensor;

/// Maximum of `x1` and `x2` that passes over NaN: where one of them is NaN it is the other, with NumPy's broadcasting.
/// [`maximum`] is NaN there. Equal ones share the gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, f32::NAN]);
/// assert_eq!(K::fmax(&x, 0.0).to_array(), keras::ndarray::array![1.0, 0.0].into_dyn());
/// ```
pub fn fmax(x1: &Tensor, x2: impl Operand) -> Tensor {
    let x2 = x2.on(x1.tape());
    maximum(&where_(&isnan(x1), &x2, x1), where_(&isnan(&x2), x1, &x2))
}

/// Minimum of `x1` and `x2` that passes over NaN, as [`fmax`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, f32::NAN]);
/// assert_eq!(K::fmin(&x, 0.0).to_array(), keras::ndarray::array![0.0, 0.0].into_dyn());
/// ```
pub fn fmin(x1: &Tensor, x2: impl Operand) -> Tensor {
    let x2 = x2.on(x1.tape());
    minimum(&where_(&isnan(x1), &x2, x1), where_(&isnan(&x2), x1, &x2))
}

/// Heaviside step function: 0 where `x1` is below 0, 1 above, and `x2` at 0, with NumPy's broadcasting; NaN of NaN, where
/// Keras's backends differ. `x2` has a gradient, and `x1` none.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[-1.5, 0.0, 2.0]);
/// assert_eq!(K::heaviside(&x, 0.5).to_array(), keras::ndarray::array![0.0, 0.5, 1.0].into_dyn());
/// ```
pub fn heaviside(x1: &Tensor, x2: impl Operand) -> Tensor {
    let value = |a: f32, b: f32| match a {
        _ if a < 0.0 => 0.0,
        _ if a > 0.0 => 1.0,
        0.0 => b,
        _ => a,
    };
    let again: [PartialGradient; 2] = [|_, _, y, _| zeros_like(y), |a, _, _, dy| dy * equal(a, 0.0)];
    let slopes = |a: f32, _: f32, _: f32| [0.0, f32::from(a == 0.0)];
    binary(["K::heaviside", "step between"], x1, &x2.on(x1.tape()), value, slopes, again)
}

/// Next number after `x1` towards `x2`, with NumPy's broadcasting. Denormal numbers count as 0, so that what comes after 0
/// is 0 to everything that computes with it. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0]);
/// assert_eq!(K::nextafter(&x, 2.0).item(), 1.0 + f32::EPSILON);
/// ```
pub fn nextafter(x1: &Tensor, x2: impl Operand) -> Tensor {
    step_of_two(["K::nextafter", "go between"], x1, x2, |a, b| match a.partial_cmp(&b) {
        Some(std::cmp::Ordering::Less) => a.next_up(),
        Some(std::cmp::Ordering::Equal) => b,
        Some(std::cmp::Ordering::Greater) => a.next_down(),
        None => f32::NAN,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn extremes_that_pass_over_nan_have_their_gradients() {
        for shapes in [[&[2, 3][..], &[2, 3]], [&[3], &[2, 1]]] {
            check_gradient(&shapes, |x| fmax(&x[0], &x[1]));
            check_gradient(&shapes, |x| fmin(&x[0], &x[1]));
        }
        let nan = Tape::new().array(&[f32::NAN]);
        assert!(fmax(&nan, f32::NAN).item().is_nan());
    }

    #[test]
    fn a_step_hands_its_gradient_to_what_stands_at_zero() {
        check_gradient(&[&[4]], |x| heaviside(&x[0].tape().array(&[0.0, 1.0, 0.0, -1.0]), &x[0]));
        assert!(heaviside(&Tape::new().array(&[f32::NAN]), 1.0).item().is_nan());
    }

    #[test]
    fn the_next_number_lies_in_the_direction_asked_for() {
        let x = Tape::new().array(&[1.0, 1.0, 1.0, f32::MAX]);
        let y = nextafter(&x, x.tape().array(&[0.0, 1.0, f32::NAN, f32::INFINITY])).read(|y| y.to_vec());
        assert_eq!(y[..2], [1.0 - f32::EPSILON / 2.0, 1.0]);
        assert!(y[2].is_nan() && y[3] == f32::INFINITY);
    }
}
