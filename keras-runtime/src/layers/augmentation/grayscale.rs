//! Images in gray.

use super::colours::{each_image, grayscale, of_colours, recoloured};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by gray images: while learning, takes the colours out of some of them; their channels stay, all
/// alike.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomGrayscale(0.5, input = (4, 6, 3))];
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
/// [`keras.layers.RandomGrayscale`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_grayscale/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomGrayscale {
    /// The probability, between 0 and 1.
    #[default(0.5)]
    pub(super) factor: f32,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
}

impl RandomGrayscale {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        if !(self.factor >= 0.0 && self.factor <= 1.0) {
            let fault = Fault::new("needs `factor` between 0 and 1, was given ").float(self.factor);
            return ShapeResult::Err(fault);
        }
        let x = shape_try!(recoloured(inputs, self.data_format));
        shape_try!(of_colours(&x, true));
        ShapeResult::Ok(x)
    }
}

impl Layer for RandomGrayscale {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let changes = each_image(x, context, self.seed, &|share| f32::from(share < self.factor));
        K::where_(&changes, grayscale(x), x)
    }
}
