//! Images that lean.

use super::{accepted, at_random, between, images, range};
use crate::autodiff::Tensor;
use crate::kernels::affine::Places;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::{Sampling, affine};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by shearing: while learning, moves the rows of each image aside by a share of their distance from
/// the top, and the columns by one of their distance from the left; both forwards or both backwards.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomShear(0.2, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As [`keras.layers.RandomShear`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_shear/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomShear {
    /// The range of the share for the rows, between -1 and 1: `(0.1, 0.3)`, or `0.3` for `(-0.3, 0.3)`.
    #[default(OneOrMore::new(&[0.0]))]
    pub(super) x_factor: OneOrMore<f32>,
    /// The range of the share for the columns.
    #[default(OneOrMore::new(&[0.0]))]
    pub(super) y_factor: OneOrMore<f32>,
    /// Interpolation between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    pub(super) interpolation: Sampling,
    /// Fill mode beyond the edge: `reflect`, `constant`, `wrap` or `nearest`.
    #[default(reflect)]
    pub(super) fill_mode: Sampling,
    /// The value for `fill_mode = constant`.
    #[default(0.0)]
    pub(super) fill_value: f32,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
}

impl RandomShear {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(images(inputs, self.data_format));
        shape_try!(self.ways());
        shape_try!(affine(self.interpolation, self.fill_mode, self.fill_value));
        ShapeResult::Ok(x)
    }

    /// Of rows and of columns.
    const fn ways(&self) -> ShapeResult<[[f32; 2]; 2]> {
        let aside = shape_try!(range("x_factor", &self.x_factor, ONE));
        ShapeResult::Ok([aside, shape_try!(range("y_factor", &self.y_factor, ONE))])
    }
}

impl Layer for RandomShear {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let [aside, down] = accepted(self.ways());
        let affine = accepted(affine(self.interpolation, self.fill_mode, self.fill_value));
        at_random::<6>(
            &inputs[0],
            context,
            self.seed,
            (Places::Affine, affine),
            |[turn, first, second, ..], _| {
                let direction = if turn > 0.5 { -1.0 } else { 1.0 };
                let (aside, down) = (direction * between(aside, second), direction * between(down, first));
                [1.0, aside, 0.0, down, 1.0, 0.0]
            },
        )
    }
}

/// What a factor of 1 is.
const ONE: &str = "1 moves a row by as many pixels as there are above it";
