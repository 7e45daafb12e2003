//! Images made sharper or softer.

use super::accepted;
use super::colours::{factors, recoloured, shares, value_range, within};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::windows::Padding;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation of sharpness: while learning, blends each image with a smoothed one, or goes away from that.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomSharpness(0.5, input = (4, 6, 3))];
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
/// [`keras.layers.RandomSharpness`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_sharpness/).
#[doc(alias("RandomAdjustSharpness"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomSharpness {
    /// The range of the factor, between 0 and 1: 0 is the smoothed image, 0.5 the image as it is, and 1 one that is as
    /// much sharper. `(0.1, 0.3)`, or `0.3` for `(0, 0.3)`.
    pub(super) factor: OneOrMore<f32>,
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
}

impl RandomSharpness {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }
}

impl Layer for RandomSharpness {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let [lower, upper] = accepted(shares("factor", &self.factor));
        let softness = factors(x, context, self.seed, [1.0 - 2.0 * lower, 1.0 - 2.0 * upper]);
        let channels = x.dim(3);
        let kernel = context.tape().constant(&[3, 3, channels, 1], |kernel| {
            kernel.fill(1.0 / 13.0);
            kernel.iter_mut().skip(4 * channels).take(channels).for_each(|middle| *middle = 5.0 / 13.0);
        });
        let smooth = K::depthwise_conv(x, &kernel, [1; 2], Padding::Same, [1; 2]);
        within(&(x + softness * (smooth - x)), self.value_range)
    }
}
