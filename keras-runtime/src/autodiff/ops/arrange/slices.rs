use super::super::constants::ones_like;
use super::super::index::{Walk, attempt, spread, strided};
use super::super::where_::where_;
use crate::autodiff::Tensor;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Slice of `x`: `shape` elements along each axis from `start_indices` on, where -1 stands for all that follow. A part that
/// is not there is an error, where Keras moves it.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
/// assert_eq!(K::slice(&x, &[0, 1], &[-1, 2]).to_array(), keras::ndarray::array![[2.0, 3.0], [5.0, 6.0]].into_dyn());
/// ```
pub fn slice(x: &Tensor, start_indices: &[usize], shape: &[isize]) -> Tensor {
    let (start, shape) = (start_indices.to_vec(), shape.to_vec());
    strided(x, move |dims| {
        let sizes = shape.iter().enumerate().map(|(axis, &size)| match size {
            -1 => dims.get(axis).zip(start.get(axis)).and_then(|(&all, &start)| all.checked_sub(start)),
            _ => usize::try_from(size).ok(),
        });
        let sizes: Option<Vec<usize>> = sizes.collect();
        part("K::slice", dims, &start, &sizes.unwrap_or_default(), || format!("{start:?} and {shape:?}"))
    })
}

/// `inputs` with `updates` in place of the slice from `start_indices` on. Updates that do not fit are an error, where Keras
/// moves them.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let y = K::slice_update(&tape.array(&[1.0, 2.0, 3.0]), &[1], &tape.array(&[7.0]));
/// assert_eq!(y.to_array(), keras::ndarray::array![1.0, 7.0, 3.0].into_dyn());
/// ```
pub fn slice_update(inputs: &Tensor, start_indices: &[usize], updates: &Tensor) -> Tensor {
    attempt(inputs, |dims| {
        let own = updates.shape();
        let walk =
            part("K::slice_update", dims, start_indices, &own, || format!("{start_indices:?} and {own}"))?;
        let is_updated = spread(&ones_like(updates), walk.clone(), dims);
        Ok(where_(&is_updated, spread(updates, walk, dims), inputs))
    })
}

/// The walk through so many elements from `start` on.
fn part(
    place: &str,
    dims: Dims,
    start: &[usize],
    sizes: &[usize],
    found: impl Fn() -> String,
) -> Result<Walk> {
    let is_there = start.len() == dims.rank()
        && sizes.len() == dims.rank()
        && (0..dims.rank()).all(|axis| start[axis].saturating_add(sizes[axis]) <= dims[axis]);
    if !is_there {
        return Err(Error::expected(place, format!("the start and the size of a part of {dims}"), found()));
    }
    Ok((0..dims.rank()).fold(Walk::whole(dims), |walk, axis| walk.narrowed(axis, start[axis], sizes[axis])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn slices_have_their_gradients() {
        check_second_gradient(&[&[3, 4]], |x| slice(&x[0], &[1, 0], &[-1, 2]));
        check_second_gradient(&[&[2, 3, 2]], |x| slice(&x[0], &[0, 1, 1], &[2, 2, 1]));
        check_second_gradient(&[&[3, 3], &[2, 1]], |x| slice_update(&x[0], &[1, 2], &x[1]));
    }

    #[test]
    fn what_is_replaced_may_be_no_number() {
        let tape = Tape::new();
        let y = slice_update(&tape.array(&[f32::NAN, 1.0]), &[0], &tape.array(&[5.0]));
        assert_eq!(y.to_array(), ndarray::array![5.0, 1.0].into_dyn());
    }

    #[test]
    fn a_part_that_is_not_there_is_an_error() {
        let error = |start: &[usize], shape: &[isize]| {
            let tape = Tape::new();
            slice(&tape.array(&[[1.0, 2.0]]), start, shape);
            tape.check().unwrap_err().to_string()
        };
        let expected = "K::slice: expected the start and the size of a part of (1, 2), found ";
        assert_eq!(error(&[0, 1], &[1, 2]), format!("{expected}[0, 1] and [1, 2]"));
        let parts: [(&[usize], &[isize]); 4] =
            [(&[0, 3], &[1, -1]), (&[0], &[1]), (&[0, 0], &[1, -2]), (&[usize::MAX, 0], &[1, 1])];
        for (start, shape) in parts {
            assert!(error(start, shape).starts_with(expected));
        }
        let tape = Tape::new();
        slice_update(&tape.array(&[1.0]), &[1], &tape.array(&[1.0]));
        assert!(tape.check().unwrap_err().to_string().contains("found [1] and (1,)"));
    }
}
