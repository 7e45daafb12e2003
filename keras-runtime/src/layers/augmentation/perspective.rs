//! Images seen from aside.

use super::colours::shares;
use super::{accepted, at_random, between, images};
use crate::autodiff::Tensor;
use crate::kernels::affine::Places;
use crate::kernels::homography::homography;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::{Sampling, affine};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by perspective: while learning, moves the corners of some images by shares of their distance from
/// the first one, and all that is between them.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomPerspective(input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As
/// [`keras.layers.RandomPerspective`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_perspective/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomPerspective {
    /// The probability, between 0 and 1: `(0.1, 0.3)` for a random one of each image, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[1.0]))]
    pub(super) factor: OneOrMore<f32>,
    /// How far corners are moved at most, between 0 and 1, which is half the image.
    #[default(1.0)]
    pub(super) scale: f32,
    /// Interpolation between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    pub(super) interpolation: Sampling,
    /// The value beyond the edge.
    #[default(0.0)]
    pub(super) fill_value: f32,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl RandomPerspective {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(images(inputs, self.data_format));
        shape_try!(shares("factor", &self.factor));
        if !(self.scale >= 0.0 && self.scale <= 1.0) {
            let fault = Fault::new("needs `scale` between 0 and 1, was given ").float(self.scale);
            return ShapeResult::Err(fault);
        }
        shape_try!(affine(self.interpolation, Sampling::Constant, self.fill_value));
        ShapeResult::Ok(x)
    }
}

impl Layer for RandomPerspective {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let chance = between(accepted(shares("factor", &self.factor)), 0.5);
        let affine = accepted(affine(self.interpolation, Sampling::Constant, self.fill_value));
        at_random::<9>(
            &inputs[0],
            context,
            self.seed,
            (Places::Projective, affine),
            |random, [right, bottom]| {
                let corners = [[0.0, 0.0], [right, 0.0], [0.0, bottom], [right, bottom]];
                let moved = std::array::from_fn(|corner| {
                    std::array::from_fn(|axis| {
                        corners[corner][axis] * (1.0 + (random[2 * corner + axis] - 0.5) * self.scale)
                    })
                });
                let seen = if random[8] < chance { homography(corners, moved) } else { None };
                seen.unwrap_or([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0])
            },
        )
    }
}
