use super::softmax::with_last_axis;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::cross_entropy as kernels;
use crate::kernels::search::first;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Softmax cross-entropy between the distributions `targets` and the softmax of `logits` over the last axis, which is
/// removed: `(..., n)` and `(..., n)` give `(...)`.
///
/// One pass, exact however sure the logits are; the gradient by the logits is the softmax minus the targets.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (targets, logits) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[3.0, 3.0]]));
/// assert_eq!(K::softmax_cross_entropy(&targets, &logits).to_array()[0], 2f32.ln());
/// ```
pub fn softmax_cross_entropy(targets: &Tensor, logits: &Tensor) -> Tensor {
    logits.tape().apply(CrossEntropy, &[targets, logits])
}

/// Sparse softmax cross-entropy, [`softmax_cross_entropy`] where each target is the index of a class: ids `(...)`, or
/// `(..., 1)`, and logits `(..., n)` give `(...)`. An id that is not a class is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let (ids, logits) = (tape.array(&[1.0]), tape.array(&[[3.0, 3.0]]));
/// assert_eq!(K::sparse_softmax_cross_entropy(&ids, &logits).to_array()[0], 2f32.ln());
/// ```
pub fn sparse_softmax_cross_entropy(ids: &Tensor, logits: &Tensor) -> Tensor {
    logits.tape().apply(SparseCrossEntropy, &[ids, logits])
}

struct CrossEntropy;

impl Operation for CrossEntropy {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = with_last_axis("K::softmax_cross_entropy", x.dims(1))?;
        if x.dims(0) != dims {
            return Err(Error::expected("K::softmax_cross_entropy", format!("targets of {dims}"), x.dims(0)));
        }
        Ok(dims.without(dims.rank() - 1))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::cross_entropy(&x[0], &x[1], x.dims(1).last_size(), y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let cols = x.dims(1).last_size();
        dx.add(0, |g| kernels::add_gradient_by_targets(&x[1], cols, dy, g));
        dx.add(1, |g| kernels::add_gradient_by_logits(&x[0], &x[1], cols, dy, g));
    }
}

struct SparseCrossEntropy;

impl Operation for SparseCrossEntropy {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let place = "K::sparse_softmax_cross_entropy";
        let dims = with_last_axis(place, x.dims(1))?;
        let dims = dims.without(dims.rank() - 1);
        if x.dims(0) == dims || x.dims(0) == dims.with(dims.rank(), 1)? {
            return Ok(dims);
        }
        Err(Error::expected(place, format!("class ids of shape {dims}"), x.dims(0)))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let cols = x.dims(1).last_size();
        check_indices("K::sparse_softmax_cross_entropy", &x[0], cols)?;
        kernels::sparse_cross_entropy(&x[0], &x[1], cols, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(1, |g| kernels::add_sparse_gradient(&x[0], &x[1], x.dims(1).last_size(), dy, g));
    }
}

/// The first of `numbers` that is no index below `len` is an error at `place`.
pub(super) fn check_indices(place: &str, numbers: &[f32], len: usize) -> Result<()> {
    let is_none = |number: f32| !(number >= 0.0 && number.fract() == 0.0 && number < len as f32);
    match first(numbers, is_none) {
        Some(at) => {
            let expected = format!("whole numbers from 0 to {}", len as isize - 1);
            Err(Error::expected(place, expected, numbers[at]))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{log_softmax, sum_axis};
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn the_cross_entropy_has_its_gradients_by_both_sides() {
        check_gradient(&[&[2, 3], &[2, 3]], |x| softmax_cross_entropy(&x[0], &x[1]));
        check_gradient(&[&[2, 2, 3]], |x| {
            let ids = x[0].tape().array(&[[0.0, 2.0], [1.0, 1.0]]);
            sparse_softmax_cross_entropy(&ids, &x[0])
        });
    }

    #[test]
    fn it_is_what_its_definition_says() {
        let tape = Tape::new();
        let logits = tape.array(&[[0.3, -1.0, 2.0], [0.0, 0.5, 0.1]]);
        let targets = tape.array(&[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
        let slow = -sum_axis(&(&targets * log_softmax(&logits)), -1);
        let dense = softmax_cross_entropy(&targets, &logits);
        let sparse = sparse_softmax_cross_entropy(&tape.array(&[[1.0], [2.0]]), &logits);
        for fast in [dense, sparse] {
            assert!((fast - &slow).to_array().iter().all(|error| error.abs() < 1e-6));
        }
    }

    #[test]
    fn being_sure_and_wrong_costs_the_distance() {
        let tape = Tape::new();
        let logits = tape.array(&[[1e4, 0.0]]);
        assert_eq!(softmax_cross_entropy(&tape.array(&[[0.0, 1.0]]), &logits).to_array()[0], 1e4);
        assert_eq!(sparse_softmax_cross_entropy(&tape.array(&[1.0]), &logits).to_array()[0], 1e4);
    }

    #[test]
    fn an_id_that_is_no_class_is_an_error() {
        for id in [2.0, -1.0, 0.5, f32::NAN, f32::INFINITY] {
            let tape = Tape::new();
            sparse_softmax_cross_entropy(&tape.array(&[id]), &tape.array(&[[0.0, 0.0]]));
            let error = tape.check().unwrap_err().to_string();
            let expected =
                format!("K::sparse_softmax_cross_entropy: expected whole numbers from 0 to 1, found {id}");
            assert_eq!(error, expected);
        }
    }

    #[test]
    fn targets_of_another_shape_are_an_error() {
        let tape = Tape::new();
        softmax_cross_entropy(&tape.array(&[1.0, 0.0]), &tape.array(&[[0.0, 0.0]]));
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "K::softmax_cross_entropy: expected targets of (1, 2), found (2,)");
    }
}
