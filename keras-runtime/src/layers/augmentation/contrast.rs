//! Images of more or less contrast.

use super::accepted;
use super::colours::{factors, of_each_channel, recoloured, shares, value_range, within};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation of contrast: while learning, multiplies how far the values of each image are from the mean of
/// their channel.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomContrast(0.2, input = (4, 6, 3))];
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
/// [`keras.layers.RandomContrast`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast/)
/// of Keras 3.15, where a single factor of 0.2 makes contrasts of 1 to 1.2.
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomContrast {
    /// How much less and how much more contrast at most, between 0 and 1: `(0.1, 0.3)` makes 0.9 to 1.3 times as much,
    /// and `0.3`, which is `(0, 0.3)`, makes 1 to 1.3 times as much.
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

impl RandomContrast {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(bounds(&self.factor));
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }
}

/// How much less and how much more at most.
const fn bounds(factor: &OneOrMore<f32>) -> ShapeResult<[f32; 2]> {
    let [lower, upper] = shape_try!(shares("factor", factor));
    ShapeResult::Ok([1.0 - lower, 1.0 + upper])
}

impl Layer for RandomContrast {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let factors = factors(x, context, self.seed, accepted(bounds(&self.factor)));
        let means = of_each_channel(x, K::mean_axis);
        within(&((x - &means) * factors + means), self.value_range)
    }
}
