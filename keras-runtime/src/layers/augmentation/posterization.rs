//! Images with fewer levels.

use super::accepted;
use super::colours::{LEVELS, each_image, moved, recoloured, value_range, within};
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::layer::arguments::DataFormat;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Fault, Inputs, OneOrMore, ShapeResult, Spec};
use crate::shape_try;

/// Data augmentation by posterization: while learning, keeps some of the eight bits that the values of each image have.
/// It has no gradient.
///
/// ```
/// use keras::{ndarray::Array4, prelude::*};
///
/// let model = sequential![RandomPosterization(4, input = (4, 6, 3))];
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
/// [`keras.layers.RandomPosterization`](https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_posterization/).
#[doc(alias("RandomPosterize"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct RandomPosterization {
    /// The range of the number of bits that are kept, 1 to 8, without its end: `(2, 5)` for 2, 3 or 4, and `(4, 4)` for
    /// 4. One number `n` is `(1, n)`.
    pub(super) factor: OneOrMore<usize>,
    /// Range of the values of a pixel, which the changed ones stay in.
    #[default([0.0, 255.0])]
    pub(super) value_range: [f32; 2],
    /// Order of the axes: `channels_last`.
    #[default(channels_last)]
    pub(super) data_format: DataFormat,
    /// Seed of the random choices; drawn from the program's seed if left out.
    pub(super) seed: Option<u64>,
}

impl RandomPosterization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(self.bits());
        shape_try!(value_range(self.value_range));
        recoloured(inputs, self.data_format)
    }

    const fn bits(&self) -> ShapeResult<[usize; 2]> {
        let [first, second] = match self.factor.len() {
            1 => [1, self.factor.get(0)],
            2 => [self.factor.get(0), self.factor.get(1)],
            len => {
                let fault = Fault::new("takes one number or two for `factor`, was given ").number(len);
                return ShapeResult::Err(fault);
            }
        };
        let [lower, upper] = if first <= second { [first, second] } else { [second, first] };
        if lower >= 1 && upper <= 8 {
            return ShapeResult::Ok([lower, upper]);
        }
        let fault = Fault::new("needs `factor` between 1 and 8, was given ");
        ShapeResult::Err(fault.number(if lower >= 1 { upper } else { lower }))
    }
}

impl Layer for RandomPosterization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        if !context.training() {
            return x.clone();
        }
        let [least, end] = accepted(self.bits());
        let steps = each_image(x, context, self.seed, &|share| {
            let bits = least + ((end - least) as f32 * share) as usize;
            (1 << (8 - bits)) as f32
        });
        let levels = within(&moved(x, self.value_range, LEVELS), LEVELS);
        // Steps are powers of two, so that nothing is rounded.
        moved(&(K::floor(&(levels / &steps)) * steps), LEVELS, self.value_range)
    }
}
