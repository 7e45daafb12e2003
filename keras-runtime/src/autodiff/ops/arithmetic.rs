use super::add::Add;
use super::binary::{Operand, PartialGradient, binary};
use super::compare::{equal, greater, less};
use super::elementwise::log;
use super::unary::piecewise_linear;
use super::where_::where_;
use crate::autodiff::Tensor;
use crate::kernels::pointwise::Pointwise;

/// Addition, `a + b`, with NumPy's broadcasting; the same as the operator.
pub fn add(a: &Tensor, b: impl Operand) -> Tensor {
    let b = b.on(a.tape());
    if a.shape() == b.shape() {
        return a.tape().apply(Add { function: Pointwise::Linear }, &[a, &b]);
    }
    binary(["K::add", "add"], a, &b, |a, b| a + b, |_, _, _| [1.0, 1.0], [SAME, SAME])
}

/// Subtraction, `a - b`, with NumPy's broadcasting; the same as the operator.
pub fn subtract(a: &Tensor, b: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] = [SAME, |_, _, _, dy| -dy];
    binary(["K::subtract", "subtract"], a, &b.on(a.tape()), |a, b| a - b, |_, _, _| [1.0, -1.0], again)
}

/// Product, `a * b` element by element, with NumPy's broadcasting; the same as the operator.
pub fn multiply(a: &Tensor, b: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] = [|_, b, _, dy| dy * b, |a, _, _, dy| dy * a];
    binary(["K::multiply", "multiply"], a, &b.on(a.tape()), |a, b| a * b, |a, b, _| [b, a], again)
}

/// Division, `a / b` element by element, with NumPy's broadcasting; the same as the operator.
pub fn divide(a: &Tensor, b: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] = [|_, b, _, dy| dy / b, |_, b, y, dy| -(dy * y) / b];
    binary(["K::divide", "divide"], a, &b.on(a.tape()), |a, b| a / b, |_, b, y| [b.recip(), -y / b], again)
}

/// PReLU, parametric rectifier: `x` where it is above 0, `alpha * x` below, with NumPy's broadcasting. `alpha` has a
/// gradient, too.
pub fn prelu(x: &Tensor, alpha: &Tensor) -> Tensor {
    let value = |x: f32, alpha: f32| if x > 0.0 { x } else { alpha * x };
    let slopes = |x: f32, alpha: f32, _: f32| match x {
        _ if x > 0.0 => [1.0, 0.0],
        _ if x < 0.0 => [alpha, x],
        _ => [0.0, 0.0],
    };
    let again: [PartialGradient; 2] = [
        |x, alpha, _, dy| dy * (greater(x, 0.0) + less(x, 0.0) * alpha),
        |x, _, _, dy| dy * (less(x, 0.0) * x),
    ];
    binary(["K::prelu", "bend"], x, alpha, value, slopes, again)
}

/// Negation, `-x`; the same as the operator.
pub fn negative(x: &Tensor) -> Tensor {
    piecewise_linear(x, |x| -x, |_, _| -1.0)
}

/// Power: `a` to the power of `b`, element by element, with NumPy's broadcasting.
///
/// The gradient by the exponent is 0 where `a` is not positive: there the power has no derivative in `b`.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0]);
/// assert_eq!(K::pow(&x, 2.0).to_array(), keras::ndarray::array![1.0, 4.0, 9.0].into_dyn());
/// ```
pub fn pow(a: &Tensor, b: impl Operand) -> Tensor {
    let slopes = |a: f32, b: f32, y: f32| {
        [if b == 0.0 { 0.0 } else { b * a.powf(b - 1.0) }, if a > 0.0 { y * a.ln() } else { 0.0 }]
    };
    let again: [PartialGradient; 2] = [
        // Where b is 0 the power before it may be infinite, of 0: any other will do.
        |a, b, _, dy| dy * b * pow(a, where_(&equal(b, 0.0), 1.0, b - 1.0)),
        |a, _, y, dy| {
            let is_positive = greater(a, 0.0);
            dy * where_(&is_positive, y * log(&where_(&is_positive, a, 1.0)), 0.0)
        },
    ];
    binary(["K::pow", "raise to a power"], a, &b.on(a.tape()), f32::powf, slopes, again)
}

/// Maximum of `a` and `b`, element by element, with NumPy's broadcasting. Equal ones share the gradient, and NaN wins.
pub fn maximum(a: &Tensor, b: impl Operand) -> Tensor {
    let value = |a: f32, b: f32| if a > b || a.is_nan() { a } else { b };
    let again: [PartialGradient; 2] = [
        |a, b, _, dy| dy * chosen(greater(a, b), a, b),
        |a, b, _, dy| dy * (1.0 - chosen(greater(a, b), a, b)),
    ];
    binary(
        ["K::maximum", "take the maximum of"],
        a,
        &b.on(a.tape()),
        value,
        |a, b, _| share(a > b, a == b),
        again,
    )
}

/// Minimum of `a` and `b`, element by element, with NumPy's broadcasting. Equal ones share the gradient, and NaN wins.
pub fn minimum(a: &Tensor, b: impl Operand) -> Tensor {
    let value = |a: f32, b: f32| if a < b || a.is_nan() { a } else { b };
    let again: [PartialGradient; 2] =
        [|a, b, _, dy| dy * chosen(less(a, b), a, b), |a, b, _, dy| dy * (1.0 - chosen(less(a, b), a, b))];
    binary(
        ["K::minimum", "take the minimum of"],
        a,
        &b.on(a.tape()),
        value,
        |a, b, _| share(a < b, a == b),
        again,
    )
}

/// The gradient of what is handed on as it is.
const SAME: PartialGradient = |_, _, _, dy| dy.clone();

/// The share that `a` has in what was chosen of the two, as [`share`].
fn chosen(is_first: Tensor, a: &Tensor, b: &Tensor) -> Tensor {
    where_(&equal(a, b), 0.5, is_first)
}

fn share(first: bool, tie: bool) -> [f32; 2] {
    match (first, tie) {
        (_, true) => [0.5, 0.5],
        (true, _) => [1.0, 0.0],
        (false, _) => [0.0, 1.0],
    }
}

#[cfg(test)]
mod tests {
    use super::super::sum;
    use super::*;
    use crate::autodiff::testing::check_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn the_gradient_reaches_both_sides_however_they_are_broadcast() {
        let shapes: [[&[usize]; 2]; 8] = [
            [&[2, 3], &[2, 3]],
            [&[2, 3], &[3]],
            [&[3], &[2, 3]],
            [&[2, 3], &[]],
            [&[], &[2, 3]],
            [&[2, 1], &[1, 3]],
            [&[2, 3, 2], &[2, 1, 2]],
            [&[], &[]],
        ];
        for shapes in shapes {
            check_gradient(&shapes, |x| prelu(&x[0], &x[1]));
            check_gradient(&shapes, |x| add(&x[0], &x[1]));
            check_gradient(&shapes, |x| subtract(&x[0], &x[1]));
            check_gradient(&shapes, |x| multiply(&x[0], &x[1]));
            check_gradient(&shapes, |x| divide(&x[0], 2.0 + &x[1]));
            check_gradient(&shapes, |x| pow(&(2.0 + &x[0]), &x[1]));
        }
    }

    #[test]
    fn a_maximum_gives_its_gradient_to_the_larger() {
        for shapes in [[&[2, 3][..], &[2, 3]], [&[4], &[]], [&[], &[4]], [&[2, 1], &[1, 3]]] {
            check_gradient(&shapes, |x| maximum(&x[0], &x[1]));
            check_gradient(&shapes, |x| minimum(&x[0], &x[1]));
        }
    }

    #[test]
    fn what_is_broadcast_to_nothing_has_a_gradient() {
        let v = Variable::new("v", &[2, 1], |v| v.fill(1.0)).unwrap();
        let tape = Tape::new();
        tape.backward(&sum(&multiply(&tape.variable(&v), tape.constant(&[2, 0], |_| ())))).unwrap();
        assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![0.0; 2]));
    }

    #[test]
    fn a_tensor_may_meet_itself() {
        check_gradient(&[&[2, 3]], |x| multiply(&x[0], &x[0]));
        check_gradient(&[&[2, 3]], |x| add(&x[0], &x[0]));
        check_gradient(&[&[2, 3]], |x| negative(&subtract(&x[0], negative(&x[0]))));
    }

    #[test]
    fn a_whole_power_of_a_negative_number_has_a_gradient() {
        check_gradient(&[&[4]], |x| pow(&subtract(&x[0], 2.0), 3.0));
    }

    #[test]
    fn equal_numbers_share_the_gradient_of_their_maximum() {
        let v = Variable::new("v", &[1], |v| v[0] = 2.0).unwrap();
        let tape = Tape::new();
        tape.backward(&sum(&maximum(&tape.variable(&v), 2.0))).unwrap();
        assert_eq!(tape.gradient(&v, |g| g[0]), Some(0.5));
    }

    #[test]
    fn a_number_that_is_none_stays_visible() {
        let tape = Tape::new();
        let x = tape.array(&[f32::NAN]);
        assert!(maximum(&x, 1.0).item().is_nan() && minimum(&x, 1.0).item().is_nan());
        assert!(maximum(&1.0.on(&tape), &x).item().is_nan() && minimum(&1.0.on(&tape), &x).item().is_nan());
    }

    #[test]
    fn shapes_that_do_not_broadcast_are_an_error() {
        let tape = Tape::new();
        let (a, b) = (tape.array(&[1.0, 2.0]), tape.array(&[1.0, 2.0, 3.0]));
        let sum = add(&add(&a, &b), 1.0);
        assert!(sum.item().is_nan());
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::add: cannot add (2,) and (3,): axis -1 is 2 and 3");
    }
}
