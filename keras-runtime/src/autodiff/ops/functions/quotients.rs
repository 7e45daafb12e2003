use super::super::binary::{Operand, PartialGradient, binary, step_of_two};
use super::super::compare::equal;
use super::super::unary::step;
use super::super::where_::where_;
use crate::autodiff::Tensor;

steps! {
    /// Ceiling: the smallest integer that is not smaller; it has no gradient.
    ceil = f32::ceil, at 1.2, 2.0;

    /// Truncates towards zero; it has no gradient.
    trunc = f32::trunc, at -1.7, -1.0;
}

/// Quotient that is 0 where the divisor `x2` is 0, and so is its gradient; with NumPy's broadcasting.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[3.0, 0.0]);
/// assert_eq!(K::divide_no_nan(&x, &x).to_array(), keras::ndarray::array![1.0, 0.0].into_dyn());
/// ```
pub fn divide_no_nan(x1: &Tensor, x2: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] =
        [|_, b, _, dy| divide_no_nan(dy, b), |_, b, y, dy| -(dy * y) / where_(&equal(b, 0.0), 1.0, b)];
    let value = |a: f32, b: f32| if b == 0.0 { 0.0 } else { a / b };
    let slopes = |_: f32, b: f32, y: f32| if b == 0.0 { [0.0; 2] } else { [b.recip(), -y / b] };
    binary(["K::divide_no_nan", "divide"], x1, &x2.on(x1.tape()), value, slopes, again)
}

/// Quotient rounded down, `floor(x1 / x2)`, with NumPy's broadcasting; infinite where `x2` is 0. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[7.0, -7.0]);
/// assert_eq!(K::floor_divide(&x, 2.0).to_array(), keras::ndarray::array![3.0, -4.0].into_dyn());
/// ```
pub fn floor_divide(x1: &Tensor, x2: impl Operand) -> Tensor {
    step_of_two(["K::floor_divide", "divide"], x1, x2, |a, b| {
        if b == 0.0 { a / b } else { ((a - remainder(a, b)) / b).round() }
    })
}

/// Modulo: the remainder of a division that is rounded down, with the sign of `x2`, as `%` in Python; with NumPy's
/// broadcasting. NaN where `x2` is 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[7.0, -7.0]);
/// assert_eq!(K::mod_(&x, 3.0).to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
/// ```
pub fn mod_(x1: &Tensor, x2: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] = [|_, _, _, dy| dy.clone(), |a, b, _, dy| -(dy * floor_divide(a, b))];
    let slopes = |a: f32, b: f32, y: f32| [1.0, -((a - y) / b).round()];
    binary(["K::mod_", "divide"], x1, &x2.on(x1.tape()), remainder, slopes, again)
}

/// Remainder of a division that is rounded towards 0, with the sign of `x1`, as `%` in Rust; with NumPy's broadcasting. NaN
/// where `x2` is 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[7.0, -7.0]);
/// assert_eq!(K::fmod(&x, 3.0).to_array(), keras::ndarray::array![1.0, -1.0].into_dyn());
/// ```
pub fn fmod(x1: &Tensor, x2: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] = [|_, _, _, dy| dy.clone(), |a, b, _, dy| -(dy * trunc(&(a / b)))];
    let slopes = |a: f32, b: f32, y: f32| [1.0, -((a - y) / b).round()];
    binary(["K::fmod", "divide"], x1, &x2.on(x1.tape()), |a, b| a % b, slopes, again)
}

fn remainder(a: f32, b: f32) -> f32 {
    let rest = a % b;
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::{check_gradient, check_second_gradient};

    #[test]
    fn remainders_have_their_gradients_by_both_sides() {
        for function in [|a: &Tensor, b: &Tensor| mod_(a, b), |a: &Tensor, b: &Tensor| fmod(a, b)] {
            check_gradient(&[&[2]], |x| function(&(&x[0] + 7.3), &x[0].tape().array(&[2.0, 3.0])));
            check_gradient(&[&[2]], |x| function(&x[0].tape().array(&[7.5, -8.5]), &(&x[0] * 0.1 + 3.0)));
        }
    }

    #[test]
    fn a_quotient_without_nan_has_its_gradient_twice() {
        check_second_gradient(&[&[2, 3], &[3]], |x| divide_no_nan(&x[0], &(&x[1] + 1.5)));
        check_gradient(&[&[3]], |x| divide_no_nan(&x[0], 0.0));
    }

    #[test]
    fn quotients_are_rounded_as_python_rounds_them() {
        let tape = Tape::new();
        let (a, b) = (tape.array(&[7.0, -7.0, 7.0, -7.0, 0.3]), tape.array(&[2.0, 2.0, -2.0, -2.0, 0.1]));
        assert_eq!(floor_divide(&a, &b).read(|y| y.to_vec()), [3.0, -4.0, -4.0, 3.0, 3.0]);
        assert_eq!(mod_(&a, &b).read(|y| y[..4].to_vec()), [1.0, 1.0, -1.0, -1.0]);
        assert_eq!(fmod(&a, &b).read(|y| y[..4].to_vec()), [1.0, -1.0, 1.0, -1.0]);
        assert!([mod_(&a, 0.0), fmod(&a, 0.0)].iter().all(|y| y.read(|y| y[0].is_nan())));
        floor_divide(&a, 0.0).read(|y| assert_eq!(y[..2], [f32::INFINITY, -f32::INFINITY]));
    }
}
