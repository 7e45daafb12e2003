use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::activation as kernels;
use crate::tensor::Dims;
use crate::{Error, Result};

/// GLU, the gated linear unit: the first half of the last axis times the sigmoid of the second.
pub(crate) fn glu(x: &Tensor) -> Tensor {
    x.tape().apply(Glu, &[x])
}

struct Glu;

impl Operation for Glu {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let dims = x.dims(0);
        if dims.rank() == 0 || !dims.last_size().is_multiple_of(2) {
            return Err(Error::expected("activation `glu`", "a last axis of even size, to halve", dims));
        }
        dims.resized(dims.rank() - 1, dims.last_size() / 2)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let half = x.dims(0).last_size() / 2;
        kernels::glu(&x[0], half, y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        let half = x.dims(0).last_size() / 2;
        dx.add(0, |g| kernels::add_glu_gradient(&x[0], half, dy, g));
    }
}
