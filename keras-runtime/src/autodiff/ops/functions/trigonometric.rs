use std::f32::consts::PI;

use super::super::binary::{Operand, PartialGradient, binary};
use super::super::elementwise::{each, sqrt, square};
use super::super::unary::Again;
use super::{divide_no_nan, wide};
use crate::autodiff::Tensor;

functions! {
    /// The tangent.
    tan = wide(f64::tan), slope |_, y| 1.0 + y * y, again Again::Formula(|_, y| 1.0 + square(y)), at 0.0: 0.0;

    /// Arc cosine, the inverse of the cosine, from 0 to π; NaN of a number beyond -1 and 1.
    arccos = wide(f64::acos), slope |x, _| -((1.0 - x) * (1.0 + x)).sqrt().recip(),
        again Again::Formula(|x, _| -1.0 / sqrt(&(1.0 - square(x)))), at 1.0: 0.0;

    /// Arc sine, the inverse of the sine, from -π/2 to π/2; NaN of a number beyond -1 and 1.
    arcsin = wide(f64::asin), slope |x, _| ((1.0 - x) * (1.0 + x)).sqrt().recip(),
        again Again::Formula(|x, _| 1.0 / sqrt(&(1.0 - square(x)))), at 0.0: 0.0;

    /// Arc tangent, the inverse of the tangent, from -π/2 to π/2.
    arctan = wide(f64::atan), slope |x, _| (1.0 + x * x).recip(),
        again Again::Formula(|x, _| 1.0 / (1.0 + square(x))), at 0.0: 0.0;

    /// The hyperbolic sine.
    sinh = wide(f64::sinh), slope |x, _| x.cosh(), again Again::Formula(|x, _| cosh(x)), at 0.0: 0.0;

    /// The hyperbolic cosine.
    cosh = wide(f64::cosh), slope |x, _| x.sinh(), again Again::Formula(|x, _| sinh(x)), at 0.0: 1.0;

    /// The inverse hyperbolic cosine, at least 0; NaN of a number below 1.
    arccosh = wide(f64::acosh), slope |x, _| ((x - 1.0) * (x + 1.0)).sqrt().recip(),
        again Again::Formula(|x, _| 1.0 / sqrt(&(square(x) - 1.0))), at 1.0: 0.0;

    /// The inverse hyperbolic sine.
    arcsinh = wide(f64::asinh), slope |x, _| x.hypot(1.0).recip(),
        again Again::Formula(|x, _| 1.0 / sqrt(&(square(x) + 1.0))), at 0.0: 0.0;

    /// The inverse hyperbolic tangent; NaN of a number beyond -1 and 1.
    arctanh = wide(f64::atanh), slope |x, _| ((1.0 - x) * (1.0 + x)).recip(),
        again Again::Formula(|x, _| 1.0 / (1.0 - square(x))), at 0.0: 0.0;

    /// Degrees to radians, `x * π / 180`.
    deg2rad = f32::to_radians, slope |_, _| PI / 180.0, again Again::PiecewiseConstant, at 0.0: 0.0;

    /// Radians to degrees, `x * 180 / π`.
    rad2deg = f32::to_degrees, slope |_, _| 180.0 / PI, again Again::PiecewiseConstant, at 0.0: 0.0;
}

/// Arc tangent of `x1 / x2` in the right quadrant, from -π to π: the angle of the point with ordinate `x1` and abscissa
/// `x2`, with NumPy's broadcasting.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let y = Tape::new().array(&[1.0, -1.0]);
/// assert_eq!(K::arctan2(&y, -1.0).to_array(), keras::ndarray::array![2.3561945, -2.3561945].into_dyn());
/// ```
pub fn arctan2(x1: &Tensor, x2: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] =
        [|a, b, _, dy| dy * b / (square(a) + square(b)), |a, b, _, dy| -(dy * a) / (square(a) + square(b))];
    let slopes = |a: f32, b: f32, _: f32| {
        let length = a.hypot(b);
        [b / length / length, -a / length / length]
    };
    binary(["K::arctan2", "take the angle of"], x1, &x2.on(x1.tape()), f32::atan2, slopes, again)
}

/// Hypotenuse, `sqrt(x1² + x2²)` without overflow, with NumPy's broadcasting. Its gradient at 0 and 0 is 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[3.0, 5.0]);
/// assert_eq!(K::hypot(&x, 4.0).read(|y| y[0]), 5.0);
/// ```
pub fn hypot(x1: &Tensor, x2: impl Operand) -> Tensor {
    let again: [PartialGradient; 2] =
        [|a, _, y, dy| dy * divide_no_nan(a, y), |_, b, y, dy| dy * divide_no_nan(b, y)];
    let slopes = |a: f32, b: f32, y: f32| if y == 0.0 { [0.0; 2] } else { [a / y, b / y] };
    binary(["K::hypot", "take the hypotenuse of"], x1, &x2.on(x1.tape()), f32::hypot, slopes, again)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::{check_gradient, check_second_gradient};
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn angles_and_hyperbolas_have_their_gradients_twice() {
        let functions: [fn(&Tensor) -> Tensor; 10] =
            [tan, arccos, arcsin, arctan, sinh, cosh, arcsinh, arctanh, deg2rad, rad2deg];
        for function in functions {
            check_second_gradient(&[&[3, 4]], |x| function(&(&x[0] * 0.8)));
        }
        check_second_gradient(&[&[3, 4]], |x| arccosh(&(&x[0] + 2.5)));
    }

    #[test]
    fn the_angle_and_the_length_of_a_point_have_their_gradients() {
        for shapes in [[&[2, 3][..], &[2, 3]], [&[3], &[2, 1]]] {
            check_second_gradient(&shapes, |x| arctan2(&x[0], &(&x[1] + 1.5)));
            check_second_gradient(&shapes, |x| hypot(&(&x[0] + 1.5), &x[1]));
        }
        check_gradient(&[&[4]], |x| arctan2(&x[0], -2.0));
        let v = Variable::new("v", &[1], |v| v.fill(0.0)).unwrap();
        let tape = Tape::new();
        tape.backward(&hypot(&tape.variable(&v), 0.0)).unwrap();
        assert_eq!(tape.gradient(&v, |g| g[0]), Some(0.0));
    }

    #[test]
    fn a_number_out_of_the_domain_is_nan() {
        let x = Tape::new().array(&[1.5]);
        assert!(
            [arccos(&x), arcsin(&x), arctanh(&x), arccosh(&(&x - 1.0))].iter().all(|y| y.item().is_nan())
        );
    }
}
