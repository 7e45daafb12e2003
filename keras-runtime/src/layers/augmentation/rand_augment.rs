//! Images changed by some of many ways.

use super::accepted;
use super::colours::{further, of_colours, recoloured, shares, value_range};
use super::policy::{CHANGES, Changes};
use crate::autodiff::Tensor;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::Sampling;
use crate::layer::{Config, Context, Layer};
use crate::random::Random;
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by RandAugment: while learning, changes the images of each batch by a few ways of eleven, chosen
/// at random: shear, translation, rotation, posterization, solarization, contrast (also automatic), equalization,
/// brightness, paler colours and sharpness.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandAugment(input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, 3)` |
///
/// As [`keras.layers.RandAugment`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/rand_augment/).
/// Source: Cubuk et al., "RandAugment: practical automated data augmentation with a reduced search space" (2019).
#[derive(Config, Clone, Copy, Debug)]
pub struct RandAugment {
    /// Range of the values of a pixel.
    #[default([0.0, 255.0])]
    value_range: [f32; 2],
    /// Number of changes one after the other.
    #[default(2)]
    num_ops: usize,
    /// The range of the factor of each change, between 0 and 1: `(0.1, 0.3)`, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[0.5]))]
    factor: OneOrMore<f32>,
    /// Interpolation between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    interpolation: Sampling,
    /// Seed of the random choices; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl RandAugment {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(self.interpolation.interpolation());
        shape_try!(value_range(self.value_range));
        let x = shape_try!(recoloured(inputs, self.data_format));
        shape_try!(of_colours(&x, true));
        ShapeResult::Ok(x)
    }
}

impl Layer for RandAugment {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        if !context.training() {
            return inputs[0].clone();
        }
        let (value_range, interpolation) = (self.value_range, self.interpolation);
        let changes =
            Changes { factor: accepted(shares("factor", &self.factor)), value_range, interpolation };
        let mut random = Random::from_seed(context.random_seed(self.seed));
        (0..self.num_ops as u64).fold(inputs[0].clone(), |x, turn| {
            changes.apply(random.below(CHANGES), &x, context, further(self.seed, 2 * turn + 1))
        })
    }
}
