use smallvec::SmallVec;

use super::concatenate::concatenate;
use super::constants::constant;
use super::shape::{flatten, view_as};
use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::pointwise::axpy;
use crate::tensor::{Dims, MAX_RANK};
use crate::{Error, Result};

/// A slice: some of the values of `x`, from `offset` in row-major order on, in another shape. They are not copied: an operation
/// of several outputs writes them one after the other, and this tells them apart.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, 2.0, 3.0, 4.0, 5.0]);
/// assert_eq!(K::part(&x, 1, &[2, 2]).to_array(), keras::ndarray::array![[2.0, 3.0], [4.0, 5.0]].into_dyn());
/// ```
pub fn part(x: &Tensor, offset: usize, shape: &[usize]) -> Tensor {
    x.tape().apply(Slice { offset, shape: SmallVec::from_slice(shape) }, &[x])
}

/// A view of the input: no value is copied.
struct Slice {
    offset: usize,
    shape: SmallVec<[usize; MAX_RANK]>,
}

impl Operation for Slice {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = Dims::new(&self.shape)?;
        let end = self.offset.saturating_add(dims.elements());
        if end > x.dims(0).elements() {
            let expected = format!("at least {end} values");
            return Err(Error::expected("a part of a tensor", expected, x.dims(0)));
        }
        Ok(dims)
    }

    fn forward(&self, _: &Inputs<'_>, _: &mut [f32]) -> Result<()> {
        Ok(())
    }

    fn view(&self) -> Option<usize> {
        Some(self.offset)
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| axpy(1.0, dy, &mut g[self.offset..][..dy.len()]));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        let (dims, len) = (x[0].shape(), dy.shape().elements());
        let zeros = |len: usize| constant(dy.tape(), 0.0, &[len]);
        let after = dims.elements() - self.offset - len;
        dx.set(0, || view_as(&concatenate(&[zeros(self.offset), flatten(dy), zeros(after)], 0), dims));
        true
    }

    fn name(&self) -> &'static str {
        "K::part"
    }
}

#[cfg(test)]
mod tests {
    use super::super::multiply;
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn a_part_lies_where_it_says_and_its_gradient_goes_there() {
        let x = Tape::new().array(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        let inner = part(&x, 1, &[2, 3]);
        assert_eq!(inner.to_array(), ndarray::array![[2.0, 3.0, 4.0], [5.0, 6.0, 7.0]].into_dyn());
        assert_eq!(part(&inner, 3, &[2]).to_array(), ndarray::array![5.0, 6.0].into_dyn());
        check_gradient(&[&[7]], |x| multiply(&part(&x[0], 0, &[3]), part(&part(&x[0], 1, &[2, 3]), 2, &[3])));
    }

    #[test]
    fn a_part_that_is_not_there_is_an_error() {
        let tape = Tape::new();
        part(&tape.array(&[1.0, 2.0, 3.0]), 2, &[2]);
        let error = tape.check().unwrap_err().to_string();
        assert_eq!(error, "a part of a tensor: expected at least 4 values, found (3,)");
    }
}
