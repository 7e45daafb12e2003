//! Images in negative.

use super::colours::{changed_at_random, recoloured, shares, value_range};
use crate::autodiff::Tensor;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by negatives: while learning, each value of some images becomes the highest less itself.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomInvert(input = (4, 6, 3))];
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
/// [`keras.layers.RandomInvert`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_invert/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomInvert {
    /// The probability, between 0 and 1: `(0.1, 0.3)` for a random one of each image, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[1.0]))]
    pub(super) factor: OneOrMore<f32>,
    /// Range of the values of a pixel, of which the second is what is less themselves.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl RandomInvert {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }
}

impl Layer for RandomInvert {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        changed_at_random(x, context, self.seed, shares("factor", &self.factor), &(self.value_range[1] - x))
    }
}
