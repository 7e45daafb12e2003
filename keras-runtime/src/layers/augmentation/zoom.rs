//! Images seen from nearer or further away.

use super::{accepted, at_random, between, images, range};
use crate::autodiff::Tensor;
use crate::kernels::affine::Places;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::{Sampling, affine};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation: while learning, zooms into or out of each image about its middle: it shows `1 +` a factor of its
/// height and its width, of two ranges, each as likely.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomZoom(0.2, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// As [`keras.layers.RandomZoom`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom/).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomZoom {
    /// The range of the factor for the height, above -1 and at most 1; positive ones show more, so that things are
    /// smaller: `(0.1, 0.3)`, or `0.2` for `(-0.2, 0.2)`.
    height_factor: OneOrMore<f32>,
    /// The range of the factor for the width; left out, it is the factor for the height, and shapes stay as they are.
    width_factor: Option<OneOrMore<f32>>,
    /// Fill mode beyond the edge: `reflect`, `constant`, `wrap` or `nearest`.
    #[default(reflect)]
    fill_mode: Sampling,
    /// Interpolation between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    interpolation: Sampling,
    /// Seed of the random choices; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// The value for `fill_mode = constant`.
    #[default(0.0)]
    fill_value: f32,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl RandomZoom {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let x = shape_try!(images(inputs, self.data_format));
        shape_try!(self.factors());
        shape_try!(affine(self.interpolation, self.fill_mode, self.fill_value));
        ShapeResult::Ok(x)
    }

    /// For the height, and for the width if it has its own.
    const fn factors(&self) -> ShapeResult<([f32; 2], Option<[f32; 2]>)> {
        let height = shape_try!(zoom("height_factor", &self.height_factor));
        match &self.width_factor {
            Some(width) => ShapeResult::Ok((height, Some(shape_try!(zoom("width_factor", width))))),
            None => ShapeResult::Ok((height, None)),
        }
    }
}

const fn zoom(argument: &str, factor: &OneOrMore<f32>) -> ShapeResult<[f32; 2]> {
    let [lower, upper] =
        shape_try!(range(argument, factor, "0 is the image as it is, 1 twice as much of it"));
    if lower == -1.0 {
        return ShapeResult::Err(
            Fault::new("would show nothing of an image at -1, which ").name(argument).text(" reaches"),
        );
    }
    ShapeResult::Ok([lower, upper])
}

impl Layer for RandomZoom {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let (height, width) = accepted(self.factors());
        let affine = accepted(affine(self.interpolation, self.fill_mode, self.fill_value));
        at_random::<6>(
            &inputs[0],
            context,
            self.seed,
            (Places::Affine, affine),
            |[first, second, ..], [right, bottom]| {
                let rows = 1.0 + between(height, first);
                let columns = width.map_or(rows, |width| 1.0 + between(width, second));
                [columns, 0.0, right / 2.0 * (1.0 - columns), 0.0, rows, bottom / 2.0 * (1.0 - rows)]
            },
        )
    }
}
