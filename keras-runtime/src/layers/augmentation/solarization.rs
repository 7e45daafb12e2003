//! Images with their bright parts in negative.

use super::accepted;
use super::colours::{LEVELS, factors, further, moved, recoloured, shares, value_range, within};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by solarization: while learning, adds to the values of each image, and turns those that then reach
/// a threshold into the highest less themselves.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![Solarization(0.1, 0.5, input = (4, 6, 3))];
/// let x = Array4::<f32>::ones((1, 4, 6, 3));
/// assert_eq!(model.predict(&x)?, x); // it acts while learning only
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | `(height, width, channels)` |
///
/// In Keras 3.15 the lower end of a range counts as a level of 0 to 255 where the upper one is a share.
///
/// As [`keras.layers.Solarization`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/solarization/).
#[doc(alias("RandomSolarize"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct Solarization {
    /// The range of the share of `value_range` that is added, between 0 and 1: `(0.1, 0.3)`, or `0.3` for `(0, 0.3)`.
    #[default(OneOrMore::new(&[0.0]))]
    pub(super) addition_factor: OneOrMore<f32>,
    /// The range of the threshold as a share of `value_range`; with 0 all values are turned.
    #[default(OneOrMore::new(&[0.0]))]
    pub(super) threshold_factor: OneOrMore<f32>,
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
}

impl Solarization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(shares("addition_factor", &self.addition_factor));
        shape_try!(shares("threshold_factor", &self.threshold_factor));
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }
}

impl Layer for Solarization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let levels = |name, factor, choice| {
            let shares = accepted(shares(name, factor));
            factors(x, context, further(self.seed, choice), shares) * LEVELS[1]
        };
        let additions = levels("addition_factor", &self.addition_factor, 0);
        let thresholds = levels("threshold_factor", &self.threshold_factor, 1);
        let brighter = within(&(moved(x, self.value_range, LEVELS) + additions), LEVELS);
        let turned = LEVELS[1] - &brighter;
        moved(&K::where_(&K::less(&brighter, thresholds), &brighter, turned), LEVELS, self.value_range)
    }
}
