//! Operations on the colours and the levels of images, `(batch, height, width, channels)`.

use crate::autodiff::{Gradients, Inputs, Operation, Tensor};
use crate::kernels::colour::Recolouring;
use crate::kernels::histogram::{LocalEqualization, equalize};
use crate::tensor::Dims;
use crate::{Error, Result};

/// Changes the colours of images of three channels, each by its number of `by`, which has no gradient.
pub fn recolour(x: &Tensor, by: &Tensor, recolouring: Recolouring) -> Tensor {
    x.tape().apply(Recolour(recolouring), &[x, by])
}

/// Equalizes the histogram of each channel over all images, whose values are of 0 to 255. It has no gradient.
pub fn equalize_histograms(x: &Tensor, bins: usize) -> Tensor {
    x.tape().apply(Equalize(bins), &[x])
}

/// Contrast-limited adaptive equalization of histograms, of values of 0 to 255. It has no gradient.
pub fn equalize_locally(x: &Tensor, tiles: [usize; 2], clip_limit: f32) -> Tensor {
    x.tape().apply(EqualizeLocally { tiles, clip_limit }, &[x])
}

/// Images of some numbers of channels.
fn images(x: Dims, expected: &str, fits: impl Fn(usize) -> bool) -> Result<Dims> {
    match *x {
        [_, _, _, channels] if fits(channels) => Ok(x),
        _ => Err(Error::expected("a change of images", expected, x)),
    }
}

struct Recolour(Recolouring);

impl Operation for Recolour {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        images(x.dims(0), "colours, (batch, height, width, 3)", |channels| channels == 3)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        self.0.forward(&x[0], x.dims(0)[1] * x.dims(0)[2], &x[1], y);
        Ok(())
    }

    fn backward(&self, x: &Inputs<'_>, _: &[f32], dy: &mut [f32], dx: &mut Gradients<'_>) {
        self.0.gradient_in_place(&x[0], x.dims(0)[1] * x.dims(0)[2], &x[1], dy);
        dx.reuse_upstream(0);
    }
}

struct Equalize(usize);

impl Operation for Equalize {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        images(x.dims(0), "images, (batch, height, width, channels)", |_| true)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        equalize(&x[0], x.dims(0)[3], self.0, y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], _: &mut Gradients<'_>) {}
}

struct EqualizeLocally {
    tiles: [usize; 2],
    clip_limit: f32,
}

impl Operation for EqualizeLocally {
    fn shape(&self, x: &Inputs<'_>) -> Result<Dims> {
        images(x.dims(0), "images, (batch, height, width, channels)", |_| true)
    }

    fn forward(&self, x: &Inputs<'_>, y: &mut [f32]) -> Result<()> {
        let size = std::array::from_fn(|axis| x.dims(0)[axis + 1]);
        LocalEqualization { size, tiles: self.tiles, clip_limit: self.clip_limit }.forward(&x[0], y);
        Ok(())
    }

    fn backward(&self, _: &Inputs<'_>, _: &[f32], _: &mut [f32], _: &mut Gradients<'_>) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Variable;
    use crate::autodiff::testing::check_gradient_at;

    #[test]
    fn colours_give_their_gradient_back() {
        // Colours that are far from where a hue changes sides.
        const COLOURS: [f32; 12] = [0.9, 0.5, 0.2, 0.3, 0.8, 0.6, 0.25, 0.5, 0.85, 0.7, 0.15, 0.45];
        for recolouring in [Recolouring::Hue([-9.0, 9.0]), Recolouring::Saturation([0.0, 9.0])] {
            let two_images = |x: &mut [f32]| x.copy_from_slice(&[COLOURS, COLOURS].concat());
            let mut images = [Variable::new("images".to_owned(), &[2, 2, 2, 3], two_images).unwrap()];
            check_gradient_at(&mut images, |x| {
                let by = x[0].tape().constant(&[2], |by| by.copy_from_slice(&[0.2, 0.7]));
                recolour(&x[0], &by, recolouring)
            });
        }
    }
}
