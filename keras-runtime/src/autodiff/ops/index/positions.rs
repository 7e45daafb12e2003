//! Elements at positions that are counted through all axes, and sums at positions; each is the gradient of the other.

use std::sync::Arc;

use crate::autodiff::{Gradients, Inputs, Operation, Tensor, TensorGradients};
use crate::kernels::positions as kernels;
use crate::kernels::search::first;
use crate::tensor::Dims;
use crate::{Error, Result};

/// The elements of `x` at these positions, in the shape `dims`, which has as many elements.
pub fn elements(x: &Tensor, at: impl Into<Arc<[usize]>>, dims: Dims) -> Tensor {
    x.tape().apply(Elements { at: at.into(), dims }, &[x])
}

/// A tensor of zeros in the shape `dims`, to which each element of `x` is added at its position.
pub fn sums(x: &Tensor, at: impl Into<Arc<[usize]>>, dims: Dims) -> Tensor {
    x.tape().apply(Sums { at: at.into(), dims }, &[x])
}

/// Indices of an axis of size `len` as numbers that are no tensor; negative ones count from the end. An index out of range
/// is an error at `place`.
pub fn indices(place: &str, numbers: &Tensor, len: usize) -> Result<Vec<usize>> {
    let end = len as f32;
    numbers.read(|numbers| {
        let is_none = |x: f32| !(x >= -end && x < end && x.fract() == 0.0);
        if let Some(at) = first(numbers, is_none) {
            let expected = format!("whole numbers from {} to {}", -(len as isize), len as isize - 1);
            return Err(Error::expected(place, expected, numbers[at]));
        }
        Ok(numbers.iter().map(|&x| if x < 0.0 { len - (-x) as usize } else { x as usize }).collect())
    })
}

struct Elements {
    at: Arc<[usize]>,
    dims: Dims,
}

impl Operation for Elements {
    fn shape(&self, _: &Inputs<'_>) -> Result<Dims> {
        Ok(self.dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::take(&x[0], &self.at, y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| kernels::add_at(dy, &self.at, g));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || sums(dy, Arc::clone(&self.at), x[0].shape()));
        true
    }
}

struct Sums {
    at: Arc<[usize]>,
    dims: Dims,
}

impl Operation for Sums {
    fn shape(&self, _: &Inputs<'_>) -> Result<Dims> {
        Ok(self.dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        y.fill(0.0);
        kernels::add_at(&x[0], &self.at, y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| kernels::add(dy, &self.at, g));
    }

    fn differentiable_backward(
        &self,
        x: &[Tensor],
        _: &Tensor,
        dy: &Tensor,
        dx: &mut TensorGradients,
    ) -> bool {
        dx.set(0, || elements(dy, Arc::clone(&self.at), x[0].shape()));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_second_gradient;

    #[test]
    fn elements_and_sums_are_the_gradients_of_each_other() {
        let (at, dims) = ([3, 0, 3, 5, 1, 1], Dims::new(&[2, 3]).unwrap());
        check_second_gradient(&[&[3, 2]], |x| {
            let y = elements(&x[0], at, dims);
            &y * &y
        });
        check_second_gradient(&[&[2, 3]], |x| {
            let y = sums(&x[0], at, dims);
            &y * &y
        });
    }
}
