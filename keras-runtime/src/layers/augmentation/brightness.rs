//! Images made brighter or darker.

use super::colours::{factors, recoloured, value_range, within};
use super::{accepted, range};
use crate::autodiff::Tensor;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation of brightness: while learning, adds a share of the range of values to each image.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomBrightness(0.2, input = (4, 6, 3))];
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
/// [`keras.layers.RandomBrightness`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomBrightness {
    /// The range of the share, between -1 and 1: `(-0.1, 0.2)`, or `0.1` for `(-0.1, 0.1)`.
    pub(super) factor: OneOrMore<f32>,
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl RandomBrightness {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(self.shares());
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }

    const fn shares(&self) -> ShapeResult<[f32; 2]> {
        range("factor", &self.factor, "1 is the whole `value_range`")
    }
}

impl Layer for RandomBrightness {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let [low, high] = self.value_range;
        let shares = factors(x, context, self.seed, accepted(self.shares()));
        within(&(x + shares * (high - low)), self.value_range)
    }
}
