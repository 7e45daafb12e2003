//! Images turned.

use super::{accepted, at_random, between, images, range};
use crate::autodiff::Tensor;
use crate::kernels::affine::Places;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::{Sampling, affine};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation: while learning, rotates each image about its middle by an angle of a range, each as likely.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomRotation(0.1, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As [`keras.layers.RandomRotation`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomRotation {
    /// The range of the angle in full turns, between -1 and 1: `(-0.1, 0.2)`, or `0.1` for `(-0.1, 0.1)`.
    pub(super) factor: OneOrMore<f32>,
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

impl RandomRotation {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(images(inputs, self.data_format));
        shape_try!(self.angles());
        shape_try!(affine(self.interpolation, self.fill_mode, self.fill_value));
        ShapeResult::Ok(x)
    }

    const fn angles(&self) -> ShapeResult<[f32; 2]> {
        range("factor", &self.factor, "1 is a full turn: write degrees as `90.0 / 360.0`")
    }
}

impl Layer for RandomRotation {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let angles = accepted(self.angles());
        let affine = accepted(affine(self.interpolation, self.fill_mode, self.fill_value));
        at_random::<6>(
            &inputs[0],
            context,
            self.seed,
            (Places::Affine, affine),
            |[share, ..], [right, bottom]| {
                let (sin, cos) = (between(angles, share) * std::f32::consts::TAU).sin_cos();
                let (x, y) = (right / 2.0, bottom / 2.0);
                [cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos]
            },
        )
    }
}
