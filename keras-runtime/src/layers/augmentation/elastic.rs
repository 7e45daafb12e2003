//! Images on rubber.

use super::colours::{changed_at_random, further, recoloured, shares, value_range, within};
use super::gaussian_blur::blurred;
use super::{accepted, between};
use crate::autodiff::Tensor;
use crate::autodiff::ops::affine::read_from;
use crate::kernels::affine::Places;
use crate::kernels::random::{fill_normal, fill_uniform};
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::{Sampling, affine};
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by elastic deformation: while learning, moves the pixels of some images by smooth random ways.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomElasticTransform(input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// Source: Simard, Steinkraus, Platt, "Best practices for convolutional neural networks applied to visual document
/// analysis" (2003). In Keras 3.15 with JAX a pixel moves as far down as to the right.
///
/// As
/// [`keras.layers.RandomElasticTransform`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_elastic_transform/).
#[doc(alias("ElasticTransform"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomElasticTransform {
    /// The probability, between 0 and 1: `(0.1, 0.3)` for a random one of each image, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[1.0]))]
    pub(super) factor: OneOrMore<f32>,
    /// The range of the strength, between 0 and 1, which is the same for a batch: `(0.1, 0.3)`, or `0.3` for `(0,
    /// 0.3)`.
    #[default(OneOrMore::new(&[1.0]))]
    pub(super) scale: OneOrMore<f32>,
    /// Interpolation between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    pub(super) interpolation: Sampling,
    /// Fill mode beyond the edge: `reflect`, `constant`, `wrap` or `nearest`.
    #[default(reflect)]
    pub(super) fill_mode: Sampling,
    /// The value for `fill_mode = constant`.
    #[default(0.0)]
    pub(super) fill_value: f32,
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl RandomElasticTransform {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(shares("scale", &self.scale));
        shape_try!(value_range(self.value_range));
        shape_try!(affine(self.interpolation, self.fill_mode, self.fill_value));
        recoloured(inputs, self.data_format)
    }

    /// How far each pixel is moved, `(batch, height, width, 2)`. The kernel is as long as that of the greatest scale,
    /// so that batches need no memory of their own.
    fn moves(&self, x: &Tensor, context: &Context<'_>, scale: f32, greatest: f32) -> Tensor {
        let [batch, height, width] = [x.dim(0), x.dim(1), x.dim(2)];
        let sigma = |scale: f32| 0.05 * scale * height.min(width) as f32;
        let reach = |scale: f32| (6.0 * sigma(scale)) as usize / 2;
        let stream = context.random_stream(further(self.seed, 2), batch * height * width * 2);
        let noise = context.tape().constant(&[batch, height, width, 2], |noise| {
            fill_normal(stream, noise);
            noise.iter_mut().for_each(|way| *way *= sigma(scale));
        });
        let sigmas = [sigma(scale).max(f32::MIN_POSITIVE); 2];
        let smooth = blurred(&noise, [2 * reach(greatest) + 1; 2], sigmas, [reach(scale); 2]);
        smooth * (0.1 * scale * height.max(width) as f32)
    }
}

impl Layer for RandomElasticTransform {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let scales = accepted(shares("scale", &self.scale));
        let chance = shares("factor", &self.factor);
        // As in Keras, values then need not be in their range.
        if scales[1] == 0.0 || accepted(chance)[1] == 0.0 {
            return x.clone();
        }
        let mut share = [0.0];
        fill_uniform(context.random_seed(further(self.seed, 1)), &mut share);
        let moves = self.moves(x, context, between(scales, share[0]), scales[1]);
        let affine = accepted(affine(self.interpolation, self.fill_mode, self.fill_value));
        let elastic = read_from(x, Places::Displaced, &moves, affine);
        within(&changed_at_random(x, context, self.seed, chance, &elastic), self.value_range)
    }
}
