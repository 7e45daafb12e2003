//! Comparisons and logical operations, whose result is 1 or 0; no gradient goes through them.

use super::binary::{Operand, PartialGradient, binary};
use super::constants::zeros_like;
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

/// Logical not: 1 where `x` is 0, else 0.
pub fn logical_not(x: &Tensor) -> Tensor {
    step(x, |x| f32::from(x == 0.0))
}

/// There is none, as the inputs are constants.
const NONE: PartialGradient = |_, _, y, _| zeros_like(y);

fn ask(
    place: &'static str,
    a: &Tensor,
    b: impl Operand,
    question: impl Fn(f32, f32) -> bool + Copy + Send + Sync + 'static,
) -> Tensor {
    let (tape, b) = (a.tape(), b.on(a.tape()));
    let answer = move |a, b| f32::from(question(a, b));
    binary([place, "compare"], &tape.detach(a), &tape.detach(&b), answer, |_, _, _| [0.0, 0.0], [NONE; 2])
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
        assert_eq!(answers(logical_not(&p)), [1.0, 1.0, 0.0, 0.0]);
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
