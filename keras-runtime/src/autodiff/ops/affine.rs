use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::affine::{Affine, Places, Size};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Each image of `x`, `(batch, height, width, channels)`, with its pixels read from other places, which the `numbers` say, as
/// many for each image as [`Places`] has; those have no gradient.
pub fn read_from(x: &Tensor, places: Places, numbers: &Tensor, affine: Affine) -> Tensor {
    x.tape().apply(ReadFrom { places, affine }, &[x, numbers])
}

struct ReadFrom {
    places: Places,
    affine: Affine,
}

fn size(x: &Inputs<'_>) -> Size {
    let dims = x.dims(0);
    [dims[1], dims[2], dims[3]]
}

impl Operation for ReadFrom {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        let (images, numbers) = (x.dims(0), x.dims(1));
        if images.rank() == 4 && numbers.elements() == images[0] * self.places.numbers(size(x)) {
            return Ok(images);
        }
        Err(Error::expected(
            "a transform of images",
            "(batch, height, width, channels), and numbers of each image",
            format!("{images} and {numbers}"),
        ))
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.affine.read(self.places, &x[0], size(x), &x[1], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        dx.add(0, |g| self.affine.add_gradient(self.places, dy, size(x), &x[1], g));
    }
}
