use super::super::unary::{piecewise_linear, step};
use crate::autodiff::Tensor;

steps! {
    /// Whether each element is a finite number: 1 or 0. No gradient.
    isfinite = |x| f32::from(x.is_finite()), at f32::INFINITY, 0.0;

    /// Whether each element is infinite: 1 or 0. No gradient.
    isinf = |x| f32::from(x.is_infinite()), at f32::INFINITY, 1.0;

    /// Whether each element is NaN: 1 or 0. No gradient.
    isnan = |x| f32::from(x.is_nan()), at f32::NAN, 1.0;

    /// Whether each element is negative infinity: 1 or 0. No gradient.
    isneginf = |x| f32::from(x == f32::NEG_INFINITY), at f32::INFINITY, 0.0;

    /// Whether each element is positive infinity: 1 or 0. No gradient.
    isposinf = |x| f32::from(x == f32::INFINITY), at f32::INFINITY, 1.0;

    /// Sign bit: 1 where it is set, as of negative numbers and of -0, else 0. No gradient.
    signbit = |x| f32::from(x.is_sign_negative()), at -0.0, 1.0;
}

/// Replaces NaN by `nan` and infinities by `posinf` and `neginf`; without these, by the largest and the smallest number.
/// The gradient of what is replaced is 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, f32::NAN, f32::INFINITY]);
/// assert_eq!(K::nan_to_num(&x, 0.0, None, None).to_array(), keras::ndarray::array![1.0, 0.0, f32::MAX].into_dyn());
/// ```
pub fn nan_to_num(x: &Tensor, nan: f32, posinf: Option<f32>, neginf: Option<f32>) -> Tensor {
    let (posinf, neginf) = (posinf.unwrap_or(f32::MAX), neginf.unwrap_or(f32::MIN));
    let value = move |x: f32| match x {
        _ if x.is_nan() => nan,
        f32::INFINITY => posinf,
        f32::NEG_INFINITY => neginf,
        _ => x,
    };
    piecewise_linear(x, value, |x, _| f32::from(x.is_finite()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn each_question_has_its_answer() {
        let inf = f32::INFINITY;
        let x = Tape::new().array(&[1.0, -0.0, inf, -inf, f32::NAN]);
        let answers = |f: fn(&Tensor) -> Tensor| f(&x).read(|y| y.to_vec());
        assert_eq!(answers(isfinite), [1.0, 1.0, 0.0, 0.0, 0.0]);
        assert_eq!(answers(isinf), [0.0, 0.0, 1.0, 1.0, 0.0]);
        assert_eq!(answers(isnan), [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(answers(isneginf), [0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(answers(isposinf), [0.0, 0.0, 1.0, 0.0, 0.0]);
        assert_eq!(answers(signbit)[..4], [0.0, 1.0, 0.0, 1.0]);
    }

    #[test]
    fn what_is_replaced_has_no_gradient_and_the_rest_its_own() {
        check_gradient(&[&[4]], |x| nan_to_num(&x[0], 0.0, None, None));
        let values = [2.0, f32::NAN, f32::INFINITY];
        let v = Variable::new("v", &[3], |v| v.copy_from_slice(&values)).unwrap();
        let tape = Tape::new();
        let y = nan_to_num(&tape.variable(&v), 7.0, Some(8.0), None);
        assert_eq!(y.read(|y| y.to_vec()), [2.0, 7.0, 8.0]);
        tape.backward(&super::super::super::sum(&y)).unwrap();
        assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![1.0, 0.0, 0.0]));
    }
}
