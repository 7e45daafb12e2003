//! Attention by sums.

use super::{Shapes, mixed, sequences, sight, without_call_arguments};
use crate::autodiff::Tensor;
use crate::autodiff::ops::masked_softmax;
use crate::backend as K;
use crate::initializers::glorot_uniform;
use crate::layer::rules::rate;
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightSpec};
use crate::shape::{Inputs, Shape, ShapeResult};
use crate::shape_try;

/// Additive attention, also called Bahdanau's: for each step of a query, a mean of the steps of a value, weighted by
/// the softmax of `sum(scale * tanh(query + key))`.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = graph!({
///     let query = Input(_, 8);
///     let value = Input(_, 8);
///     AdditiveAttention()(query, value)
/// });
/// let query = Array3::<f32>::ones((1, 3, 8));
/// let value = Array3::<f32>::ones((1, 5, 8));
/// assert_eq!(model.predict((&query, &value))?.dim(), (1, 3, 8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | query | `(queries, n)` |
/// | value | `(keys, m)` |
/// | key, which is the value if left out | `(keys, n)` |
/// | output | `(queries, m)` |
/// | scores, which follow it with `return_attention_scores` | `(queries, keys)` |
/// | `scale`, with `use_scale` | `(n)` |
///
/// `AdditiveAttention()(query, value)`, or by name: `AdditiveAttention()(query, value, key = key)`. A step of the value
/// that is masked is not attended to, unless all are: then each has the same weight, as in Keras. A masked step of the
/// query gives zeros.
///
/// As [`keras.layers.AdditiveAttention`](https://keras.io/api/layers/attention_layers/additive_attention/); what Keras
/// takes with the call is an argument of the layer, and may be given with either. Source: Bahdanau, Cho and Bengio,
/// "Neural machine translation by jointly learning to align and translate" (2015).
#[derive(Config, Clone, Copy, Debug)]
#[layer(
    inputs(query, value, key = value),
    listed,
    settings(return_attention_scores, use_causal_mask),
    written = without_call_arguments
)]
pub struct AdditiveAttention {
    /// Whether a number is learnt for each feature, by which its part of the sum is multiplied.
    #[default(true)]
    use_scale: bool,
    /// Dropout rate of the attention weights, while learning.
    #[default(0.0)]
    dropout: f32,
    /// Seed of the random choice of what is dropped; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Whether the weights of the values are given, too.
    #[default(false)]
    return_attention_scores: bool,
    /// Whether a step attends to no later one.
    #[default(false)]
    use_causal_mask: bool,
}

impl AdditiveAttention {
    /// `(queries, n)`, `(keys, m)` and maybe `(keys, n)` become `(queries, m)`, and maybe the scores.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(rate("dropout", self.dropout));
        let shapes = shape_try!(Shapes::of_one_width(inputs));
        let spec = shapes.spec(self.return_attention_scores);
        if !self.use_scale {
            return ShapeResult::Ok(spec);
        }
        ShapeResult::Ok(spec.weight(WeightSpec::new(
            "scale",
            Shape::new(&[shapes.query.dim(1)]),
            glorot_uniform,
        )))
    }
}

impl Layer for AdditiveAttention {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let [query, value, key] = sequences(inputs);
        let parts = K::tanh(&(K::expand_dims(query, -2) + K::expand_dims(key, -3)));
        let scores = match context.find_weight("scale") {
            // A product with a column sums up the parts on the way.
            Some(scale) => K::dot(&parts, &K::expand_dims(&scale, -1)),
            None => K::sum_axis(&parts, -1),
        };
        let scores =
            K::reshape(&scores, &[query.dim(0) as isize, 1, query.dim(1) as isize, key.dim(1) as isize]);
        let weights = masked_softmax(&scores, &sight(value, self.use_causal_mask));
        mixed(&weights, [query, value], (self.dropout, self.seed), self.return_attention_scores, context)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
