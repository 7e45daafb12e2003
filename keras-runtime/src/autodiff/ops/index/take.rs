use super::super::broadcast::broadcast_dims;
use super::super::shape::flatten;
use super::{attempt, attempt_parts, elements, indices};
use crate::autodiff::Tensor;
use crate::kernels::strided::Strided;
use crate::tensor::Dims;
use crate::{Error, ErrorKind, Result};

/// Elements of `x`, counted through all axes, at each of `indices`, in their shape; negative ones count from the end. An
/// index out of range is an error, where Keras gives NaN or the last element.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let x = tape.array(&[[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!(K::take(&x, &tape.array(&[3.0, 0.0])).to_array(), keras::ndarray::array![4.0, 1.0].into_dyn());
/// ```
pub fn take(x: &Tensor, indices: &Tensor) -> Tensor {
    taken("K::take", &flatten(x), indices, 0)
}

/// Parts of `x` at each of `indices` along `axis`, in whose place the axes of `indices` come: `(a, n, b)` and `(i, j)` give
/// `(a, i, j, b)` along axis 1. Otherwise as [`take`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let x = tape.array(&[[1.0, 2.0], [3.0, 4.0]]);
/// let y = K::take_axis(&x, &tape.array(&[-1.0]), 1);
/// assert_eq!(y.to_array(), keras::ndarray::array![[2.0], [4.0]].into_dyn());
/// ```
pub fn take_axis(x: &Tensor, indices: &Tensor, axis: isize) -> Tensor {
    taken("K::take_axis", x, indices, axis)
}

fn taken(place: &str, x: &Tensor, by: &Tensor, axis: isize) -> Tensor {
    attempt(x, |dims| {
        let axis = dims.axis(place, axis)?;
        let sizes: Vec<usize> = [&dims[..axis], &by.shape(), &dims[axis + 1..]].concat();
        along(x, axis, &indices(place, by, dims[axis])?, Dims::new(&sizes)?)
    })
}

/// The parts of `x` at these indices along an axis, in the shape `result`.
pub fn along(x: &Tensor, axis: usize, indices: &[usize], result: Dims) -> Result<Tensor> {
    let (before, size, after) = x.shape().around(axis);
    let mut at = Vec::new();
    reserve(&mut at, result.elements())?;
    if result.elements() > 0 {
        for outer in 0..before {
            for index in indices {
                let start = (outer * size + index) * after;
                at.extend(start..start + after);
            }
        }
    }
    Ok(elements(x, at, result))
}

/// Elements along `axis` at the `indices` of the same place: of as many axes as `x`, and broadcast against the others of `x`.
/// Negative indices count from the end; an index out of range is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[3.0, 1.0, 2.0]]);
/// let sorted = K::take_along_axis(&x, &K::argsort(&x, -1), -1);
/// assert_eq!(sorted.to_array(), keras::ndarray::array![[1.0, 2.0, 3.0]].into_dyn());
/// ```
pub fn take_along_axis(x: &Tensor, indices: &Tensor, axis: isize) -> Tensor {
    let place = "K::take_along_axis";
    attempt(x, |dims| {
        let (axis, by_dims) = (dims.axis(place, axis)?, indices.shape());
        if by_dims.rank() != dims.rank() {
            return Err(Error::expected(place, format!("indices of rank {}", dims.rank()), by_dims));
        }
        let others = [dims.resized(axis, 1)?, by_dims.resized(axis, 1)?];
        let result = broadcast_dims(place, "take along an axis of", &others)?.resized(axis, by_dims[axis])?;
        let by = super::indices(place, indices, dims[axis])?;
        let step = |of: Dims, axis: usize| if of[axis] == 1 { 0 } else { of.around(axis).2 as isize };
        let axes = (0..dims.rank()).rev().map(|other| {
            let own = if other == axis { 0 } else { step(dims, other) };
            (result[other], [own, step(by_dims, other)])
        });
        let (mut at, after) = (Vec::new(), dims.around(axis).2);
        reserve(&mut at, result.elements())?;
        if result.elements() > 0 {
            Strided::new([0, 0], axes).each(|_, [start, i]| at.push(start + by[i] * after));
        }
        Ok(elements(x, at, result))
    })
}

/// Indices along each axis of a tensor of this shape, of elements that are counted through all axes: one tensor an axis, in
/// the shape of `indices`. A negative index counts from the end; one out of range is an error. No gradient.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let places = K::unravel_index(&Tape::new().array(&[5.0]), &[2, 3]);
/// assert_eq!([places[0].item(), places[1].item()], [1.0, 2.0]);
/// ```
pub fn unravel_index(indices: &Tensor, shape: &[usize]) -> Vec<Tensor> {
    attempt_parts(indices, shape.len(), |dims| {
        let shape = Dims::new(shape)?;
        let places = super::indices("K::unravel_index", indices, shape.elements())?;
        let along = |axis: usize| {
            let (_, along, after) = shape.around(axis);
            indices.tape().constant(&dims, |y| {
                y.iter_mut().zip(&places).for_each(|(y, place)| *y = (place / after % along) as f32);
            })
        };
        Ok((0..shape.rank()).map(along).collect())
    })
}

/// Room for so many positions; an error if there is no memory for it.
pub fn reserve(positions: &mut Vec<usize>, len: usize) -> Result<()> {
    let error = || Error::new("a tensor", format!("there is no memory for {len} elements"));
    positions.try_reserve_exact(len).map_err(|_| error().with_kind(ErrorKind::Memory))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn what_is_taken_has_its_gradient_along_every_axis() {
        check_second_gradient(&[&[2, 3]], |x| take(&x[0], &x[0].tape().array(&[[5.0, 0.0], [-6.0, 2.0]])));
        for axis in -3..3 {
            check_second_gradient(&[&[2, 3, 2]], |x| {
                take_axis(&x[0], &x[0].tape().array(&[[1.0, 0.0], [-1.0, 1.0]]), axis)
            });
        }
        check_second_gradient(&[&[2, 3]], |x| {
            take_axis(&x[0], &x[0].tape().constant(&[], |i| i[0] = 2.0), 1)
        });
        check_second_gradient(&[&[3, 2]], |x| {
            take_along_axis(&x[0], &x[0].tape().array(&[[2.0, -1.0], [0.0, 0.0]]), 0)
        });
        check_second_gradient(&[&[1, 2]], |x| take_along_axis(&x[0], &x[0].tape().array(&[[1.0], [0.0]]), 1));
    }

    #[test]
    fn an_index_out_of_range_is_an_error() {
        for number in [2.0, -3.0, 0.5, f32::NAN] {
            let error = |f: &dyn Fn(&Tensor, &Tensor)| {
                let tape = Tape::new();
                f(&tape.array(&[1.0, 2.0]), &tape.array(&[number]));
                tape.check().unwrap_err().to_string()
            };
            let expected = format!("expected whole numbers from -2 to 1, found {number}");
            assert_eq!(error(&|x, i| _ = take(x, i)), format!("K::take: {expected}"));
            assert_eq!(
                error(&|x, i| _ = take_along_axis(x, i, 0)),
                format!("K::take_along_axis: {expected}")
            );
            assert_eq!(error(&|_, i| _ = unravel_index(i, &[2])), format!("K::unravel_index: {expected}"));
        }
    }

    #[test]
    fn indices_of_another_rank_are_an_error() {
        let tape = Tape::new();
        take_along_axis(&tape.array(&[[1.0]]), &tape.array(&[0.0]), 0);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::take_along_axis: expected indices of rank 2, found (1,)");
    }
}
