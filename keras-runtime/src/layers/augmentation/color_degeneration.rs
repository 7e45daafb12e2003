//! Images of paler colours.

use super::colours::{factors, grayscale, of_colours, recoloured, value_range, within};
use super::{accepted, range};
use crate::autodiff::Tensor;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by paler colours: while learning, blends each image with its gray one.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomColorDegeneration(0.5, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, 3)` |
///
/// As
/// [`keras.layers.RandomColorDegeneration`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_color_degeneration/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomColorDegeneration {
    /// The range of the share of the gray image, between -1 and 1: `(0.1, 0.3)`, or `0.3` for `(-0.3, 0.3)`. Negative
    /// ones make colours stronger.
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

impl RandomColorDegeneration {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(self.shares());
        shape_try!(value_range(self.value_range));
        let x = shape_try!(recoloured(inputs, self.data_format));
        shape_try!(of_colours(&x, true));
        ShapeResult::Ok(x)
    }

    const fn shares(&self) -> ShapeResult<[f32; 2]> {
        range("factor", &self.factor, "1 is the gray image")
    }
}

impl Layer for RandomColorDegeneration {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let shares = factors(x, context, self.seed, accepted(self.shares()));
        within(&(x + shares * (grayscale(x) - x)), self.value_range)
    }
}
