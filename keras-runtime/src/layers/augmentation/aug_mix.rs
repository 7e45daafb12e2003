//! Images mixed with what becomes of them in several ways.

use super::accepted;
use super::colours::{further, of_colours, recoloured, shares, value_range, within};
use super::policy::{CHANGES, Changes, WITHOUT_COLOURS};
use crate::autodiff::Tensor;
use crate::layer::arguments::DataFormat;
use crate::layer::arguments::sampling::Sampling;
use crate::layer::rules::{at_least_one, positive};
use crate::layer::{Config, Context, Layer};
use crate::random::Random;
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by AugMix: while learning, mixes the images of each batch with what becomes of them in several
/// chains of random changes, which are those of a [`RandAugment`](super::RandAugment).
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![AugMix(input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, 3)` |
///
/// As [`keras.layers.AugMix`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/aug_mix/). Source:
/// Hendrycks et al., "AugMix: a simple data processing method to improve robustness and uncertainty" (2019).
#[derive(Config, Clone, Copy, Debug)]
pub struct AugMix {
    /// Range of the values of a pixel.
    #[default([0.0, 255.0])]
    value_range: [f32; 2],
    /// Number of chains.
    #[default(3)]
    num_chains: usize,
    /// Number of changes in a chain, of which some are left out at random.
    #[default(3)]
    chain_depth: usize,
    /// The range of the factor of each change, between 0 and 1: `(0.1, 0.3)`, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[0.3]))]
    factor: OneOrMore<f32>,
    /// How alike the shares in the mixture are: the parameter of a Dirichlet and of a beta distribution, above 0.
    #[default(1.0)]
    alpha: f32,
    /// Whether brightness, contrast, sharpness and paler colours are among the changes.
    #[default(true)]
    all_ops: bool,
    /// Interpolation between pixels: `bilinear` or `nearest`.
    #[default(bilinear)]
    interpolation: Sampling,
    /// Seed of the random choices; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    data_format: DataFormat,
}

impl AugMix {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("factor", &self.factor));
        shape_try!(at_least_one("num_chains", self.num_chains));
        shape_try!(positive("alpha", self.alpha));
        shape_try!(self.interpolation.interpolation());
        shape_try!(value_range(self.value_range));
        let x = shape_try!(recoloured(inputs, self.data_format));
        if self.all_ops {
            shape_try!(of_colours(&x, true));
        }
        ShapeResult::Ok(x)
    }
}

impl Layer for AugMix {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let (value_range, interpolation) = (self.value_range, self.interpolation);
        let changes =
            Changes { factor: accepted(shares("factor", &self.factor)), value_range, interpolation };
        let mut random = Random::from_seed(context.random_seed(self.seed));
        let ways = if self.all_ops { CHANGES } else { WITHOUT_COLOURS };
        // The share of the images as they are, by two numbers whose quotient is of a beta distribution.
        let [kept, changed] = [0; 2].map(|_| gamma(&mut random, self.alpha));
        let kept = kept / (kept + changed);
        let (mut mixed, mut total) = (None, 0.0);
        for chain in 0..self.num_chains {
            let mut y = x.clone();
            for place in 0..self.chain_depth {
                let (change, choice) = (random.below(ways + 1), chain * self.chain_depth + place);
                if change < ways {
                    y = changes.apply(change, &y, context, further(self.seed, 2 * choice as u64 + 1));
                }
            }
            let share = gamma(&mut random, self.alpha);
            total += share;
            let part = y * share;
            mixed = Some(mixed.map_or_else(|| part.clone(), |mixed: Tensor| mixed + &part));
        }
        let mixed = mixed.unwrap_or_else(|| x * total);
        within(&(x * kept + mixed * ((1.0 - kept) / total)), self.value_range)
    }
}

/// A random number of the gamma distribution of scale 1. At small shapes most are too small to be told from 0, by which nothing can be
/// divided.
fn gamma(random: &mut Random, shape: f32) -> f32 {
    (random.gamma(shape.into()) as f32).max(1e-30)
}
