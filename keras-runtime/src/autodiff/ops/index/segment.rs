//! Reductions of the rows that belong together.

use super::super::cross_entropy::check_indices;
use super::{attempt, sums};
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::positions as kernels;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Sum of each segment: of the rows of `data`, `(n, ...)`, that have the same of `segment_ids`, `(n,)`; `(num_segments, ...)`,
/// 0 where a segment has no rows. An id out of range is an error, where Keras passes over it.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (data, ids) = (tape.array(&[1.0, 2.0, 3.0]), tape.array(&[0.0, 2.0, 0.0]));
/// assert_eq!(K::segment_sum(&data, &ids, 3).to_array(), keras::ndarray::array![4.0, 0.0, 2.0].into_dyn());
/// ```
pub fn segment_sum(data: &Tensor, segment_ids: &Tensor, num_segments: usize) -> Tensor {
    segments("K::segment_sum", data, segment_ids, num_segments, sums)
}

/// Product of each segment, 1 where that has no rows; otherwise as [`segment_sum`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (data, ids) = (tape.array(&[2.0, 3.0, 4.0]), tape.array(&[0.0, 1.0, 0.0]));
/// assert_eq!(K::segment_prod(&data, &ids, 2).to_array(), keras::ndarray::array![8.0, 3.0].into_dyn());
/// ```
pub fn segment_prod(data: &Tensor, segment_ids: &Tensor, num_segments: usize) -> Tensor {
    segments("K::segment_prod", data, segment_ids, num_segments, product)
}

/// Maximum of each segment, negative infinity where that has no rows; otherwise as [`segment_sum`]. Equal ones share the
/// gradient, and NaN wins.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (data, ids) = (tape.array(&[2.0, 3.0, 4.0]), tape.array(&[0.0, 1.0, 0.0]));
/// assert_eq!(K::segment_max(&data, &ids, 2).to_array(), keras::ndarray::array![4.0, 3.0].into_dyn());
/// ```
pub fn segment_max(data: &Tensor, segment_ids: &Tensor, num_segments: usize) -> Tensor {
    segments("K::segment_max", data, segment_ids, num_segments, |x, at, dims| extreme(x, at, dims, 1.0))
}

/// Minimum of each segment, infinity where that has no rows; otherwise as [`segment_max`].
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (data, ids) = (tape.array(&[2.0, 3.0, 4.0]), tape.array(&[0.0, 1.0, 0.0]));
/// assert_eq!(K::segment_min(&data, &ids, 2).to_array(), keras::ndarray::array![2.0, 3.0].into_dyn());
/// ```
pub fn segment_min(data: &Tensor, segment_ids: &Tensor, num_segments: usize) -> Tensor {
    segments("K::segment_min", data, segment_ids, num_segments, |x, at, dims| extreme(x, at, dims, -1.0))
}

/// What `reduce` makes of the elements by the positions of their segments.
fn segments(
    place: &'static str,
    data: &Tensor,
    ids: &Tensor,
    count: usize,
    reduce: impl FnOnce(&Tensor, Vec<usize>, Dims) -> Tensor,
) -> Tensor {
    attempt(data, |dims| {
        if dims.rank() == 0 || *ids.shape() != dims[..1] {
            let found = format!("{dims} and ids of {}", ids.shape());
            return Err(Error::expected(place, "(n, ...) and an id for each row", found));
        }
        let (into, row) = (dims.resized(0, count)?, dims.around(0).2);
        let at = ids.read(|ids| {
            check_indices(place, ids, count)?;
            Ok(ids.iter().flat_map(|&id| (0..row).map(move |i| id as usize * row + i)).collect())
        })?;
        Ok(reduce(data, at, into))
    })
}

/// The largest of the elements at each position, or the smallest where `sign` is -1.
pub fn extreme(x: &Tensor, at: Vec<usize>, dims: Dims, sign: f32) -> Tensor {
    x.tape().apply(SegmentExtreme { at, dims, sign }, &[x])
}

/// The product of the elements at each position.
pub fn product(x: &Tensor, at: Vec<usize>, dims: Dims) -> Tensor {
    x.tape().apply(SegmentProduct { at, dims }, &[x])
}

struct SegmentExtreme {
    at: Vec<usize>,
    dims: Dims,
    sign: f32,
}

impl Operation for SegmentExtreme {
    fn shape(&self, _: &Inputs<'_>) -> Result<Dims> {
        Ok(self.dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::extreme_at(self.sign, &x[0], &self.at, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| kernels::add_extreme_gradient(&x[0], &self.at, y, dy, g));
    }
}

struct SegmentProduct {
    at: Vec<usize>,
    dims: Dims,
}

impl Operation for SegmentProduct {
    fn shape(&self, _: &Inputs<'_>) -> Result<Dims> {
        Ok(self.dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::product_at(&x[0], &self.at, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| kernels::add_product_gradient(&x[0], &self.at, dy, g));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::{check_gradient, check_gradient_at};
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn segments_have_their_gradients() {
        let functions: [fn(&Tensor, &Tensor, usize) -> Tensor; 4] =
            [segment_sum, segment_prod, segment_max, segment_min];
        for function in functions {
            check_gradient(&[&[4]], |x| {
                let y = function(&x[0], &x[0].tape().array(&[2.0, 0.0, 2.0, 2.0]), 3);
                super::super::super::part(&y, 0, &[1]) + super::super::super::part(&y, 2, &[1])
            });
            check_gradient(&[&[3, 2]], |x| function(&x[0], &x[0].tape().array(&[1.0, 0.0, 1.0]), 2));
        }
        let zeros = Variable::new("x", &[4], |x| x.copy_from_slice(&[0.0, 2.0, 0.0, 3.0])).unwrap();
        check_gradient_at(&mut [zeros], |x| {
            segment_prod(&x[0], &x[0].tape().array(&[0.0, 0.0, 1.0, 1.0]), 2)
        });
    }

    #[test]
    fn a_segment_without_rows_has_the_neutral_element() {
        let tape = Tape::new();
        let (data, ids) = (tape.array(&[5.0, f32::NAN]), tape.array(&[1.0, 0.0]));
        let last = |f: fn(&Tensor, &Tensor, usize) -> Tensor| f(&data, &ids, 3).read(|y| y[2]);
        assert_eq!([last(segment_sum), last(segment_prod)], [0.0, 1.0]);
        assert_eq!([last(segment_max), last(segment_min)], [f32::NEG_INFINITY, f32::INFINITY]);
        assert!(segment_max(&data, &ids, 3).read(|y| y[0].is_nan()));
    }

    #[test]
    fn ids_that_name_no_segment_are_an_error() {
        let error = |ids: &[f32]| {
            let tape = Tape::new();
            segment_sum(&tape.array(&[1.0]), &tape.array(ids), 2);
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error(&[2.0]), "K::segment_sum: expected whole numbers from 0 to 1, found 2");
        assert!(error(&[0.0, 0.0]).contains("found (1,) and ids of (2,)"));
    }
}
