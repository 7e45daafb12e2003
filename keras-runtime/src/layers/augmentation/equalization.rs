//! Images with as many pixels of each level.

use super::colours::{LEVELS, moved, recoloured, value_range};
use crate::autodiff::Tensor;
use crate::autodiff::ops::image::levels::equalize_histograms;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::at_least_one;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Histogram equalization: while learning, makes the levels of each channel about as frequent, over all images of a
/// batch together. It has no gradient.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![Equalization(input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As [`keras.layers.Equalization`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/equalization/).
#[doc(alias("RandomEqualize"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct Equalization {
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Number of bins of the histogram.
    #[default(256)]
    pub(super) bins: usize,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl Equalization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(at_least_one("bins", self.bins));
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }
}

impl Layer for Equalization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let levels = moved(x, self.value_range, LEVELS);
        moved(&equalize_histograms(&levels, self.bins), LEVELS, self.value_range)
    }
}
