use super::super::arrange::moveaxis;
use super::super::broadcast::{broadcast_dims, broadcast_to};
use super::super::concatenate::stack;
use super::super::index::{Walk, attempt, strided};
use super::super::permute::to_last;
use crate::Error;
use crate::autodiff::Tensor;

/// Cross product of the vectors of three numbers along an axis, the others being broadcast. Of vectors of two numbers the third
/// is 0; of two such only the third of the product is given, and the axis is removed. Keras's `axis` is -1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::cross(&tape.array(&[1.0, 0.0, 0.0]), &tape.array(&[0.0, 1.0, 0.0]), -1);
/// assert_eq!(y.to_array(), keras::ndarray::array![0.0, 0.0, 1.0].into_dyn());
/// ```
pub fn cross(x1: &Tensor, x2: &Tensor, axis: isize) -> Tensor {
    let place = "K::cross";
    attempt(x1, |dims| {
        let second = x2.shape();
        let axes = [dims.axis(place, axis)?, second.axis(place, axis)?];
        let sizes = [dims[axes[0]], second[axes[1]]];
        if sizes.iter().any(|size| ![2, 3].contains(size)) {
            let found = format!("{dims} and {second}, axis {axis}");
            return Err(Error::expected(place, "vectors of 2 or 3 numbers", found));
        }
        let joint = broadcast_dims(place, "multiply", &[dims.without(axes[0]), second.without(axes[1])])?;
        let component = |x: &Tensor, i: usize| {
            let x = to_last(place, x, axis);
            let part = strided(&x, move |dims| {
                let mut walk = Walk::whole(dims).narrowed(dims.rank() - 1, i, 1);
                walk.axes.pop();
                Ok(walk)
            });
            broadcast_to(&part, joint)
        };
        let (a, b) = (|i| component(x1, i), |i| component(x2, i));
        let third = a(0) * b(1) - a(1) * b(0);
        let [first, second] = match sizes {
            [2, 2] => return Ok(third),
            [2, _] => [a(1) * b(2), -(a(0) * b(2))],
            [_, 2] => [-(a(2) * b(1)), a(2) * b(0)],
            _ => [a(1) * b(2) - a(2) * b(1), a(2) * b(0) - a(0) * b(2)],
        };
        let y = stack(&[first, second, third], -1);
        Ok(if axis == -1 { y } else { moveaxis(&y, &[-1], &[axis]) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_cross_product_has_its_gradients() {
        for shapes in [
            [&[2, 3][..], &[2, 3]],
            [&[2, 3], &[3]],
            [&[2, 2], &[2, 3]],
            [&[2, 3], &[2, 2]],
            [&[2, 2], &[2, 2]],
        ] {
            check_gradient(&shapes, |x| cross(&x[0], &x[1], -1));
        }
        check_gradient(&[&[3, 2], &[3, 2]], |x| cross(&x[0], &x[1], 0));
    }

    #[test]
    fn vectors_of_other_lengths_are_an_error() {
        let tape = Tape::new();
        cross(&tape.array(&[1.0, 2.0, 3.0, 4.0]), &tape.array(&[1.0, 2.0, 3.0]), -1);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::cross: expected vectors of 2 or 3 numbers, found (4,) and (3,), axis -1");
    }
}
