use super::cross_entropy::check_indices;
use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::rows::{self, gather_rows, scatter_rows};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Gathers rows of `reference` by `indices`: `(n, ...)` and any shape `(i...)` give `(i..., ...)`. An index out of
/// range is an error.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let tape = Tape::new();
/// let table = tape.array(&[[1.0, 2.0], [3.0, 4.0]]);
/// let rows = K::gather(&table, &tape.array(&[1.0, 1.0, 0.0]));
/// assert_eq!(rows.to_array(), keras::ndarray::array![[3.0, 4.0], [3.0, 4.0], [1.0, 2.0]].into_dyn());
/// ```
pub fn gather(reference: &Tensor, indices: &Tensor) -> Tensor {
    rows_of("K::gather", reference, indices)
}

/// [`gather`] for whoever is at `place`, which is what the error for an index out of range names.
pub(crate) fn rows_of(place: &'static str, reference: &Tensor, indices: &Tensor) -> Tensor {
    reference.tape().apply(Gather { place }, &[reference, indices])
}

/// One-hot encoding: 1 in the place of each index along a new last axis of size `num_classes`, and 0 elsewhere. An
/// index that is no class is an error, where Keras gives zeros.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let ids = Tape::new().array(&[1.0, 0.0]);
/// assert_eq!(K::one_hot(&ids, 2).to_array(), keras::ndarray::array![[0.0, 1.0], [1.0, 0.0]].into_dyn());
/// ```
pub fn one_hot(indices: &Tensor, num_classes: usize) -> Tensor {
    indices.tape().apply(OneHot { num_classes }, &[&indices.tape().detach(indices)])
}

struct Gather {
    place: &'static str,
}

impl Operation for Gather {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let reference = x.dims(0);
        let Some((_, row)) = reference.split_first() else {
            return Err(Error::expected(self.place, "a tensor with rows", reference));
        };
        row.iter().try_fold(x.dims(1), |dims, &size| dims.with(dims.rank(), size))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        check_indices(self.place, &x[1], x.dims(0)[0])?;
        gather_rows(&x[0], x.dims(0).around(0).2, &x[1], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| scatter_rows(dy, x.dims(0).around(0).2, &x[1], g));
    }
}

struct OneHot {
    num_classes: usize,
}

impl Operation for OneHot {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        x.dims(0).with(x.dims(0).rank(), self.num_classes)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        check_indices("K::one_hot", &x[0], self.num_classes)?;
        rows::one_hot(&x[0], self.num_classes, y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], _: &mut Gradients<'_>) {
        unreachable!("its input has no gradient")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_row_that_is_named_twice_gathers_both_gradients() {
        check_gradient(&[&[3, 2]], |x| gather(&x[0], &x[0].tape().array(&[[2.0, 0.0], [2.0, 2.0]])));
        check_gradient(&[&[3]], |x| gather(&x[0], &x[0].tape().array(&[1.0])));
        let tape = Tape::new();
        let table = tape.constant(&[4, 5, 6], |x| x.fill(0.0));
        assert_eq!(*gather(&table, &tape.array(&[[0.0], [3.0]])).shape(), [2, 1, 5, 6]);
    }

    #[test]
    fn an_index_out_of_range_is_an_error() {
        for number in [2.0, -1.0, 0.5, f32::NAN] {
            let tape = Tape::new();
            gather(&tape.array(&[1.0, 2.0]), &tape.array(&[number]));
            let error = tape.check().unwrap_err().to_string();
            assert_eq!(error, format!("K::gather: expected whole numbers from 0 to 1, found {number}"));
            let tape = Tape::new();
            one_hot(&tape.array(&[number]), 2);
            let error = tape.check().unwrap_err().to_string();
            assert_eq!(error, format!("K::one_hot: expected whole numbers from 0 to 1, found {number}"));
        }
    }

    #[test]
    fn there_is_nothing_to_gather_from_a_scalar() {
        let tape = Tape::new();
        gather(&tape.constant(&[], |x| x[0] = 1.0), &tape.array(&[0.0]));
        assert!(tape.check().is_err());
    }
}
