//! Attention by products.

use super::{Shapes, mixed, sequences, sight, without_call_arguments};
use crate::autodiff::Tensor;
use crate::autodiff::ops::{attention_weights, masked_softmax};
use crate::backend as K;
use crate::initializers::ones;
use crate::layer::arguments::joining::Joining;
use crate::layer::rules::rate;
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightSpec};
use crate::shape::{Fault, Inputs, Shape, ShapeResult};
use crate::shape_try;

/// Dot-product attention, also called Luong's: for each step of a query, a mean of the steps of a value, weighted by
/// how well their keys answer it: the softmax of products, or of `tanh` of sums.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = graph!({
///     let query = Input(_, 8);
///     let value = Input(_, 8);
///     Attention()(query, value)
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
/// | `scale`, with `use_scale` | one number |
/// | `concat_score_weight`, with `score_mode = concat` | one number |
///
/// `Attention()(query, value)`, or by name: `Attention()(query, value, key = key)`. A step of the value that is masked
/// is not attended to, unless all are: then each has the same weight, as in Keras. A masked step of the query gives zeros.
///
/// As [`keras.layers.Attention`](https://keras.io/api/layers/attention_layers/attention/); what Keras takes with the
/// call is an argument of the layer, and may be given with either. Source: Luong, Pham and Manning, "Effective approaches
/// to attention-based neural machine translation" (2015).
#[derive(Config, Clone, Copy, Debug)]
#[layer(
    inputs(query, value, key = value),
    listed,
    settings(return_attention_scores, use_causal_mask),
    written = without_call_arguments
)]
pub struct Attention {
    /// Whether a number is learnt that the products are multiplied by.
    #[default(false)]
    use_scale: bool,
    /// How query and key are compared: `dot` by their product, `concat` by the sum of `tanh(query + key)`.
    #[default(dot)]
    score_mode: Joining,
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

impl Attention {
    /// `(queries, n)`, `(keys, m)` and maybe `(keys, n)` become `(queries, m)`, and maybe the scores.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        shape_try!(rate("dropout", self.dropout));
        if !matches!(self.score_mode, Joining::Dot | Joining::Concat) {
            return ShapeResult::Err(Fault::new("takes `dot` or `concat` as its `score_mode`"));
        }
        let mut spec = shape_try!(Shapes::of_one_width(inputs)).spec(self.return_attention_scores);
        if self.use_scale {
            spec = spec.weight(WeightSpec::new("scale", Shape::SCALAR, ones));
        }
        if let Joining::Concat = self.score_mode {
            spec = spec.weight(WeightSpec::new("concat_score_weight", Shape::SCALAR, ones));
        }
        ShapeResult::Ok(spec)
    }
}

impl Layer for Attention {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let [query, value, key] = sequences(inputs);
        let sight = sight(value, self.use_causal_mask);
        let scaled = |x: Tensor| context.find_weight("scale").map_or(x.clone(), |scale| x * scale);
        let weights = match self.score_mode {
            Joining::Concat => {
                let sums = scaled(K::expand_dims(query, -2) + K::expand_dims(key, -3));
                let scores = K::sum_axis(&K::tanh(&sums), -1) * context.weight("concat_score_weight");
                masked_softmax(&K::expand_dims(&scores, 1), &sight)
            }
            _ => attention_weights(&scaled(query.clone()), key, 1, 1.0, &sight),
        };
        mixed(&weights, [query, value], (self.dropout, self.seed), self.return_attention_scores, context)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
