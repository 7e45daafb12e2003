//! Images with a part missing.

use super::colours::{further, recoloured, shares, value_range, within};
use super::{accepted, between};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::kernels::padding::fill_box;
use crate::kernels::random::{fill_normal, fill_uniform};
use crate::kernels::scratch;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, List, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by erasing: while learning, fills a rectangle of some images with a value or with noise.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomErasing(0.5, input = (4, 6, 3))];
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
/// [`keras.layers.RandomErasing`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_erasing/).
/// Source: Zhong et al., "Random erasing data augmentation" (2017).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomErasing {
    /// The probability, between 0 and 1: `(0.1, 0.3)` for a random one of each image, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[1.0]))]
    factor: OneOrMore<f32>,
    /// The range of the square of a side of the rectangle as a share of that of the image, between 0 and 1.
    #[default(OneOrMore::new(&[0.02, 0.33]))]
    scale: OneOrMore<f32>,
    /// The value that is left, one for all channels or one for each; noise of the normal distribution if left out.
    fill_value: Option<OneOrMore<f32>>,
    /// Range of the values of a pixel, which what is filled in stays in; the higher is the standard deviation of the
    /// noise.
    #[default([0.0, 255.0])]
    value_range: [f32; 2],
    /// Seed of the random choices; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl RandomErasing {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(shares("scale", &self.scale));
        shape_try!(value_range(self.value_range));
        let x = shape_try!(recoloured(inputs, self.data_format));
        if let (Some(value), Some(Dim::Known(channels))) = (&self.fill_value, x.shape().last())
            && value.len() != 1
            && value.len() != channels
        {
            let fault = Fault::new("takes one `fill_value`, or one for each channel of ").shape(&x.shape());
            return ShapeResult::Err(fault.text(", was given ").number(value.len()));
        }
        ShapeResult::Ok(x)
    }

    /// Which pixels are erased, `(batch, height, width, 1)`.
    fn boxes(&self, x: &Tensor, context: &Context<'_>) -> Tensor {
        let (chance, scale) =
            (accepted(shares("factor", &self.factor)), accepted(shares("scale", &self.scale)));
        let [batch, height, width] = [x.dim(0), x.dim(1), x.dim(2)];
        let stream = context.random_stream(self.seed, 8 * batch);
        // A side and where it begins.
        let side = |whole: usize, scale_share: f32, place: f32| {
            let length = between(scale, scale_share).sqrt() * whole as f32;
            let start = place * (whole as f32 - length);
            [start, start + length]
        };
        context.tape().constant(&[batch, height, width, 1], |erased| {
            erased.fill(0.0);
            scratch::with(8 * batch, |random| {
                fill_uniform(stream, random);
                let images = erased.chunks_mut((height * width).max(1)).zip(random.as_chunks::<8>().0);
                for (image, random) in images.filter(|(_, random)| random[0] < between(chance, 0.5)) {
                    let (rows, columns) =
                        (side(height, random[1], random[2]), side(width, random[3], random[4]));
                    fill_box(image, width, rows, columns, 1.0);
                }
            });
        })
    }

    /// What erased pixels are filled with.
    fn filling(&self, x: &Tensor, context: &Context<'_>) -> Tensor {
        let [low, high] = self.value_range;
        let Some(values) = self.fill_value else {
            let stream = context.random_stream(further(self.seed, 1), x.shape().elements());
            let noise = context.tape().constant(&x.shape(), |noise| {
                fill_normal(stream, noise);
                noise.iter_mut().for_each(|value| *value *= high);
            });
            return within(&noise, self.value_range);
        };
        let fill = |to: &mut [f32], values: &List<f32>| {
            to.iter_mut().zip(values.iter()).for_each(|(to, value)| *to = value.clamp(low, high));
        };
        context.tape().constant(&[values.len()], |to| fill(to, &values))
    }
}

impl Layer for RandomErasing {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        K::where_(&self.boxes(x, context), self.filling(x, context), x)
    }
}
