use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::affine::{Affine, Size};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Affine transform of each image of `x`, `(batch, height, width, channels)`, by its row of `transforms`, `(batch, 6)`;
/// those have no gradient.
pub fn affine_transform(x: &Tensor, transforms: &Tensor, affine: Affine) -> Tensor {
    x.tape().apply(AffineTransform(affine), &[x, transforms])
}

struct AffineTransform(Affine);

fn size(x: &Inputs<'_>) -> Size {
    let dims = x.dims(0);
    [dims[1], dims[2], dims[3]]
}

impl Operation for AffineTransform {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        match (&*x.dims(0), &*x.dims(1)) {
            ([images, _, _, _], [transforms, 6]) if images == transforms => Ok(x.dims(0)),
            _ => {
                let found = format!("{} and {}", x.dims(0), x.dims(1));
                Err(Error::expected(
                    "a transform of images",
                    "(batch, height, width, channels) and (batch, 6)",
                    found,
                ))
            }
        }
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.0.read(&x[0], size(x), &x[1], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| self.0.add_gradient(dy, size(x), &x[1], g));
    }
}
