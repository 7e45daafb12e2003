use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::activation as kernels;
use crate::tensor::Dims;
use crate::{Error, Result};

/// Sparsemax: the nearest probabilities along the last axis.
pub(crate) fn sparsemax(x: &Tensor) -> Tensor {
    x.tape().apply(Sparsemax, &[x])
}

struct Sparsemax;

impl Operation for Sparsemax {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = x.dims(0);
        if dims.rank() == 0 || dims.last_size() == 0 {
            return Err(Error::expected("activation `sparsemax`", "a last axis to go along", dims));
        }
        Ok(dims)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        kernels::sparsemax(&x[0], x.dims(0).last_size(), y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, y: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        kernels::sparsemax_gradient(y, x.dims(0).last_size(), dy);
        dx.reuse_upstream(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;

    #[test]
    fn the_nearest_probabilities_sum_to_one_and_leave_some_at_zero() {
        let x = Tape::new().array(&[[2.0, 0.5, -1.0], [0.3, 0.2, 0.1], [5.0, 5.0, 0.0]]);
        let y = sparsemax(&x).to_array();
        let third = 1.0 / 3.0;
        let expected = ndarray::array![[1.0, 0.0, 0.0], [third + 0.1, third, third - 0.1], [0.5, 0.5, 0.0],];
        assert!((y - expected).iter().all(|error: &f32| error.abs() < 1e-6));
    }
}
