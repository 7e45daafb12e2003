//! Images moved.

use super::{accepted, at_random, between, images, range};
use crate::autodiff::Tensor;
use crate::kernels::affine::Places;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::{Sampling, affine};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation: while learning, moves each image down and to the right by shares of its size of two ranges, each
/// as likely.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomTranslation(0.1, 0.1, input = (4, 6, 3))];
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
/// [`keras.layers.RandomTranslation`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomTranslation {
    /// The range of the way down in heights, between -1 and 1: `(-0.1, 0.2)`, or `0.1` for `(-0.1, 0.1)`.
    pub(super) height_factor: OneOrMore<f32>,
    /// The range of the way to the right in widths.
    pub(super) width_factor: OneOrMore<f32>,
    /// Fill mode beyond the edge: `reflect`, `constant`, `wrap` or `nearest`.
    #[default(reflect)]
    pub(super) fill_mode: Sampling,
    /// Interpolation between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    pub(super) interpolation: Sampling,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
    /// The value for `fill_mode = constant`.
    #[default(0.0)]
    pub(super) fill_value: f32,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

/// What a factor of 1 is.
const ONE: &str = "1 is the whole image: write pixels as `3.0 / 32.0`";

impl RandomTranslation {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(images(inputs, self.data_format));
        shape_try!(self.ways());
        shape_try!(affine(self.interpolation, self.fill_mode, self.fill_value));
        ShapeResult::Ok(x)
    }

    /// Down and to the right.
    const fn ways(&self) -> ShapeResult<[[f32; 2]; 2]> {
        let down = shape_try!(range("height_factor", &self.height_factor, ONE));
        let right = shape_try!(range("width_factor", &self.width_factor, ONE));
        ShapeResult::Ok([down, right])
    }
}

impl Layer for RandomTranslation {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let [down, right] = accepted(self.ways());
        let affine = accepted(affine(self.interpolation, self.fill_mode, self.fill_value));
        at_random::<6>(
            &inputs[0],
            context,
            self.seed,
            (Places::Affine, affine),
            |[first, second, ..], [last_column, last_row]| {
                let (rows, columns) = (between(down, first), between(right, second));
                [1.0, 0.0, -columns * (last_column + 1.0), 0.0, 1.0, -rows * (last_row + 1.0)]
            },
        )
    }
}
