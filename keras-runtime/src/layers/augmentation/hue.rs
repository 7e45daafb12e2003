//! Images of other hues.

use super::colours::{each_image, of_colours, recoloured, shares, value_range};
use super::{accepted, between};
use crate::autodiff::Tensor;
use crate::autodiff::ops::image::levels::recolour;
use crate::kernels::colour::Recolouring;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation of hue: while learning, turns the hues of each image forwards or backwards, by up to half a
/// circle.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomHue(0.2, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, 3)` |
///
/// As [`keras.layers.RandomHue`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_hue/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomHue {
    /// The range of how far, between 0 and 1, which is half a circle:
    /// `(0.1, 0.3)`, or `0.3` for `(0, 0.3)`.
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

impl RandomHue {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(value_range(self.value_range));
        let x = shape_try!(recoloured(inputs, self.data_format));
        shape_try!(of_colours(&x, false));
        ShapeResult::Ok(x)
    }
}

impl Layer for RandomHue {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let ways = accepted(shares("factor", &self.factor));
        let turns = each_image(x, context, self.seed, &|share| {
            let (direction, share) = if share < 0.5 { (0.5, 2.0 * share) } else { (-0.5, 2.0 * share - 1.0) };
            direction * between(ways, share)
        });
        recolour(x, &turns, Recolouring::Hue(self.value_range))
    }
}
