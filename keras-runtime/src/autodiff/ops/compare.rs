//! Comparisons and logical operations, whose result is 1 or 0; no gradient goes through them.

use super::binary::{Operand, step_of_two};
use super::reduce::sum;
use super::unary::step;
use crate::autodiff::Tensor;

/// Whether `a` equals `b`: 1 or 0 for each element, broadcast as NumPy does.
pub fn equal(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::equal", a, b, |a, b| a == b)
}

/// Whether `a` differs from `b`: 1 or 0 for each element, broadcast as NumPy does.
pub fn not_equal(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::not_equal", a, b, |a, b| a != b)
}

/// Whether `a` exceeds `b`: 1 or 0 for each element, broadcast as NumPy does.
pub fn greater(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::greater", a, b, |a, b| a > b)
}

/// Whether `a` is at least `b`: 1 or 0 for each element, broadcast as NumPy does.
pub fn greater_equal(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::greater_equal", a, b, |a, b| a >= b)
}

/// Whether `a` is below `b`: 1 or 0 for each element, broadcast as NumPy does.
pub fn less(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::less", a, b, |a, b| a < b)
}

/// Whether `a` is at most `b`: 1 or 0 for each element, broadcast as NumPy does.
pub fn less_equal(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::less_equal", a, b, |a, b| a <= b)
}

/// Logical and: 1 where both are not 0, else 0, with NumPy's broadcasting.
pub fn logical_and(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::logical_and", a, b, |a, b| a != 0.0 && b != 0.0)
}

/// Logical or: 1 where one or both are not 0, else 0, with NumPy's broadcasting.
pub fn logical_or(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::logical_or", a, b, |a, b| a != 0.0 || b != 0.0)
}

/// Logical exclusive or: 1 where one is not 0 and the other is, else 0, with NumPy's broadcasting.
pub fn logical_xor(a: &Tensor, b: impl Operand) -> Tensor {
    ask("K::logical_xor", a, b, |a, b| (a != 0.0) != (b != 0.0))
}

/// Whether `a` is close to `b`, which is whether they differ by at most `atol + rtol * |b|`: 1 or 0 for each element, with
/// NumPy's broadcasting. Infinities are close to themselves, and NaN to NaN if `equal_nan`. Keras has 1e-5 and 1e-8.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 1.000001, 1.1]);
/// assert_eq!(K::isclose(&x, 1.0, 1e-5, 1e-8, false).to_array(), keras::ndarray::array![1.0, 1.0, 0.0].into_dyn());
/// ```
pub fn isclose(a: &Tensor, b: impl Operand, rtol: f32, atol: f32, equal_nan: bool) -> Tensor {
    ask("K::isclose", a, b, move |a, b| {
        let near = (a - b).abs() <= atol + rtol * b.abs() && a.is_finite() && b.is_finite();
        a == b || near || (equal_nan && a.is_nan() && b.is_nan())
    })
}

/// Whether all elements of `a` are [close](isclose) to those of `b`: 1 or 0, a scalar; 1 where there are none.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 1.1]);
/// assert_eq!(K::allclose(&x, 1.0, 1e-5, 1e-8, false).item(), 0.0);
/// ```
pub fn allclose(a: &Tensor, b: impl Operand, rtol: f32, atol: f32, equal_nan: bool) -> Tensor {
    equal(&sum(&logical_not(&isclose(a, b, rtol, atol, equal_nan))), 0.0)
}

/// Logical not: 1 where `x` is 0, else 0.
pub fn logical_not(x: &Tensor) -> Tensor {
    step(x, |x| f32::from(x == 0.0))
}

fn ask(
    place: &'static str,
    a: &Tensor,
    b: impl Operand,
    question: impl Fn(f32, f32) -> bool + Copy + Send + Sync + 'static,
) -> Tensor {
    step_of_two([place, "compare"], a, b, move |a, b| f32::from(question(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn every_question_has_its_answer() {
        let tape = Tape::new();
        let (a, b) = (tape.array(&[1.0, 2.0, 3.0]), tape.array(&[2.0, 2.0, 2.0]));
        let answers = |x: Tensor| x.read(|x| x.to_vec());
        assert_eq!(answers(equal(&a, &b)), [0.0, 1.0, 0.0]);
        assert_eq!(answers(not_equal(&a, &b)), [1.0, 0.0, 1.0]);
        assert_eq!(answers(greater(&a, &b)), [0.0, 0.0, 1.0]);
        assert_eq!(answers(greater_equal(&a, 2.0)), [0.0, 1.0, 1.0]);
        assert_eq!(answers(less(&a, 2.0)), [1.0, 0.0, 0.0]);
        assert_eq!(answers(less_equal(&a, &b)), [1.0, 1.0, 0.0]);
        let (p, q) = (tape.array(&[0.0, 0.0, 1.0, 2.0]), tape.array(&[0.0, 1.0, 0.0, 1.0]));
        assert_eq!(answers(logical_and(&p, &q)), [0.0, 0.0, 0.0, 1.0]);
        assert_eq!(answers(logical_or(&p, &q)), [0.0, 1.0, 1.0, 1.0]);
        assert_eq!(answers(logical_xor(&p, &q)), [0.0, 1.0, 1.0, 0.0]);
        assert_eq!(answers(logical_not(&p)), [1.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn what_is_infinite_is_close_to_itself_alone() {
        let tape = Tape::new();
        let inf = f32::INFINITY;
        let (a, b) = (tape.array(&[inf, inf, 1.0, f32::NAN]), tape.array(&[inf, -inf, inf, f32::NAN]));
        let close = |equal_nan| isclose(&a, &b, 1e-5, 1e-8, equal_nan).read(|x| x.to_vec());
        assert_eq!([close(false), close(true)], [[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0]]);
        assert_eq!(allclose(&tape.constant(&[0], |_| ()), 1.0, 0.0, 0.0, false).item(), 1.0);
    }

    #[test]
    fn no_gradient_reaches_through_an_answer() {
        let v = Variable::new("v", &[1], |v| v[0] = 3.0).unwrap();
        let tape = Tape::new();
        let x = tape.variable(&v);
        tape.backward(&(greater(&x, 2.0) * &x)).unwrap();
        assert_eq!(tape.gradient(&v, |g| g[0]), Some(1.0));
    }

    #[test]
    fn what_cannot_be_compared_is_an_error() {
        let tape = Tape::new();
        less(&tape.array(&[1.0, 2.0]), tape.array(&[1.0, 2.0, 3.0]));
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::less: cannot compare (2,) and (3,): axis -1 is 2 and 3");
    }
}
