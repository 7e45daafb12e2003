//! By what is found in a sample.

use super::{axes, channels, gamma_and_beta};
use crate::autodiff::Tensor;
use crate::autodiff::ops::normalization::layer_normalization;
use crate::layer::along::along;
use crate::layer::rules::{known_elements, not_negative};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightArguments};
use crate::shape::{Dim, Head, Inputs, List, OneOrMore, Shape, ShapeResult};
use crate::shape_try;

/// Layer normalization: brings the values along an axis, or along several together, to mean 0 and variance 1, then
/// scales and shifts each place by what is learnt, `gamma * (x - mean) / sqrt(variance + epsilon) + beta`. Neither the
/// other places along other axes nor the other samples of the batch have a part in it.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![LayerNormalization(epsilon = 0.0, input = 2)];
/// assert_eq!(model.predict(&array![[1.0, 3.0]])?, array![[-1.0, 1.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, output | any |
/// | `gamma`, `beta` | the sizes of the axes of `axis`, in the order of the input |
///
/// Along steps, those that are masked have their part in mean and variance, as in Keras.
///
/// As [`keras.layers.LayerNormalization`](https://keras.io/api/layers/normalization_layers/layer_normalization/). Source:
/// Ba, Kiros and Hinton, "Layer normalization" (2016).
#[doc(alias = "LayerNorm")]
#[derive(Config, Clone, Copy, Debug)]
#[layer(neutral(rms_scaling = false))]
pub struct LayerNormalization {
    /// Along which axis, or axes, mean and variance are taken; the batch is axis 0, negative ones count from the end.
    #[default(List::new(&[-1]))]
    axis: OneOrMore<isize>,
    /// Small constant added to the variance, so that nothing is divided by 0.
    #[default(1e-3)]
    epsilon: f32,
    /// Whether `beta` is added.
    #[default(true)]
    center: bool,
    /// Whether `gamma` is multiplied by.
    #[default(true)]
    scale: bool,
    /// The offset `beta`.
    #[default(zeros)]
    beta: WeightArguments,
    /// The factor `gamma`.
    #[default(ones)]
    gamma: WeightArguments,
}

impl LayerNormalization {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(not_negative("epsilon", self.epsilon));
        let x = shape_try!(inputs.one_float());
        let along = shape_try!(axes(&self.axis, &x.shape()));
        let (mut shape, mut axis) = (Shape::SCALAR, 0);
        while axis < x.shape().rank() {
            if along & (1 << axis) != 0 {
                shape = shape.push(Dim::Known(shape_try!(channels(axis as isize + 1, &x.shape()))));
            }
            axis += 1;
        }
        let mut spec = LayerSpec::new(x.with_head(Head::Logits)).flops(7 * known_elements(&x.shape()));
        if self.scale {
            spec = spec.weight(self.gamma.weight("gamma", shape));
        }
        if self.center {
            spec = spec.weight(self.beta.weight("beta", shape));
        }
        ShapeResult::Ok(spec)
    }
}

impl Layer for LayerNormalization {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        along(&inputs[0], &self.axis, |x| {
            let shape = x.shape();
            let places = &shape[shape.rank().saturating_sub(self.axis.len())..];
            let [gamma, beta] = &gamma_and_beta(context, places);
            layer_normalization(x, gamma, beta, self.epsilon)
        })
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
