//! Images equalized part by part.

use super::colours::{LEVELS, moved, recoloured, value_range};
use crate::autodiff::Tensor;
use crate::autodiff::ops::image::levels::equalize_locally;
use crate::layer::arguments::DataFormat;
use crate::layer::rules::{at_least_one, not_negative};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Contrast-limited adaptive histogram equalization: spreads the levels of each image by the histograms of its tiles,
/// while learning and when asked. It has no gradient.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let whole = sequential![ContrastLimitedAdaptiveHistogramEqualization(
///     clip_limit = 0.0,
///     tile_grid_size = 1,
///     input = (1, 4, 1)
/// )];
/// let x = array![[[[0.0], [20.0], [30.0], [40.0]]]];
/// assert_eq!(whole.predict(&x)?, array![[[[0.0], [85.0], [170.0], [255.0]]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// Source: Zuiderveld, "Contrast limited adaptive histogram equalization" (1994).
///
/// As
/// [`keras.layers.ContrastLimitedAdaptiveHistogramEqualization`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
#[derive(Config, Clone, Copy, Debug)]
pub struct ContrastLimitedAdaptiveHistogramEqualization {
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// The most pixels of one level in a tile, as a multiple of their mean; without a limit if 0.
    #[default(4.0)]
    pub(super) clip_limit: f32,
    /// Number of tiles along the height and along the width.
    #[default([8; 2])]
    pub(super) tile_grid_size: [usize; 2],
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl ContrastLimitedAdaptiveHistogramEqualization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(value_range(self.value_range));
        shape_try!(not_negative("clip_limit", self.clip_limit));
        shape_try!(at_least_one("tile_grid_size", self.tile_grid_size[0]));
        shape_try!(at_least_one("tile_grid_size", self.tile_grid_size[1]));
        recoloured(inputs, self.data_format)
    }
}

impl Layer for ContrastLimitedAdaptiveHistogramEqualization {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        let levels = moved(&inputs[0], self.value_range, LEVELS);
        let spread = equalize_locally(&levels, self.tile_grid_size, self.clip_limit);
        moved(&spread, LEVELS, self.value_range)
    }
}
