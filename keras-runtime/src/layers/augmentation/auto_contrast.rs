//! Images over the whole range of values.

use super::colours::{LEVELS, moved, of_each_channel, recoloured, value_range, within};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Automatic contrast: spreads the values of each channel of each image over the whole range, while learning and when
/// asked. A channel of one value stays as it is.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![AutoContrast(value_range = (0.0, 1.0), input = (1, 3, 1))];
/// let x = array![[[[0.5], [0.25], [0.75]]]];
/// assert_eq!(model.predict(&x)?, array![[[[0.5], [0.0], [1.0]]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As
/// [`keras.layers.AutoContrast`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/auto_contrast/).
#[doc(alias("RandomAutocontrast"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct AutoContrast {
    /// Range of the values of a pixel, which each channel is spread over.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl AutoContrast {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }
}

impl Layer for AutoContrast {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let levels = moved(&inputs[0], self.value_range, LEVELS);
        let low = of_each_channel(&levels, K::min_axis);
        let ways = of_each_channel(&levels, K::max_axis) - &low;
        let is_flat = K::equal(&ways, 0.0);
        let times = LEVELS[1] / K::where_(&is_flat, 1.0, ways);
        let spread = within(&(levels * &times + low * -1.0 * times), LEVELS);
        K::where_(&is_flat, &inputs[0], moved(&spread, LEVELS, self.value_range))
    }
}
