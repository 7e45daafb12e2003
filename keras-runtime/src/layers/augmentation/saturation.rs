//! Images of more or less saturated colours.

use super::colours::{each_image, of_colours, recoloured, value_range};
use super::{accepted, between, range};
use crate::autodiff::Tensor;
use crate::autodiff::ops::image::levels::recolour;
use crate::kernels::colour::Recolouring;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// What keeps the quotient finite where the factor is 1.
const EPSILON: f32 = 1e-7;

/// Data augmentation of saturation: while learning, multiplies the saturation of each image, by `f / (1 - f)` of a
/// factor.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomSaturation((0.4, 0.6), input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, 3)` |
///
/// As in Keras 3.15, a saturation may leave 0 to 1 where `value_range` is wider; `value_range = (0.0, 1.0)` keeps it
/// there.
///
/// As
/// [`keras.layers.RandomSaturation`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_saturation/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomSaturation {
    /// The range of the factor, between -1 and 1: 0 makes an image gray, as what is below, 0.5 leaves it as it is, and
    /// 1 saturates it. One number `f` is `(-f, f)`.
    pub(super) factor: OneOrMore<f32>,
    /// Range of the values of a pixel, which the saturations stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
}

impl RandomSaturation {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(self.factors());
        shape_try!(value_range(self.value_range));
        let x = shape_try!(recoloured(inputs, self.data_format));
        shape_try!(of_colours(&x, false));
        ShapeResult::Ok(x)
    }

    const fn factors(&self) -> ShapeResult<[f32; 2]> {
        range("factor", &self.factor, "0.5 is the image as it is")
    }
}

impl Layer for RandomSaturation {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let factors = accepted(self.factors());
        let times = each_image(x, context, self.seed, &|share| {
            let factor = between(factors, share);
            factor / (1.0 - factor + EPSILON)
        });
        recolour(x, &times, Recolouring::Saturation(self.value_range))
    }
}
