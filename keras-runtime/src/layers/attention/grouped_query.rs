//! Attention in heads that share keys and values.

use super::axes::AttentionAxes;
use super::projections::{GATE, KEY, OUTPUT, PROJECTIONS, Projections, QUERY, VALUE, before_mask, masks};
use super::{Shapes, WITHOUT_SCORES, sequences, without_call_arguments};
use crate::autodiff::Tensor;
use crate::autodiff::ops::{AttentionMask, attend, attention_weights};
use crate::backend as K;
use crate::kernels::matmul::Pointwise;
use crate::layer::activated::add_penalty;
use crate::layer::rules::{at_least_one, known_elements, known_last, rate};
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightArguments};
use crate::layers::dropout::dropped;
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Head, Inputs, Shape, ShapeResult, Spec, Specs};
use crate::shape_try;

/// Grouped-query attention: [multi-head attention](super::MultiHeadAttention) in which several heads of queries share a head
/// of keys and values. With one of those it is multi-query attention.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = graph!({
///     let x = Input(_, 16);
///     GroupQueryAttention(head_dim = 8, num_query_heads = 4, num_key_value_heads = 2)(x, x)
/// });
/// let x = Array3::<f32>::ones((1, 5, 16));
/// assert_eq!(model.predict(&x)?.dim(), (1, 5, 16));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | query | `(queries, n)` |
/// | value | `(keys, n)` |
/// | key, which is the value if left out | `(keys, k)` |
/// | `attention_mask`, not 0 where a query sees a key, if given | `(queries, keys)` |
/// | output | `(queries, n)` |
/// | scores, which follow it with `return_attention_scores` | `(num_query_heads, queries, keys)` |
/// | `query_kernel`, and `gate_kernel` with `use_gate` | `(n, num_query_heads, head_dim)` |
/// | `key_kernel`, `value_kernel` | `(k, num_key_value_heads, head_dim)`, `(n, num_key_value_heads, head_dim)` |
/// | `output_kernel` | `(num_query_heads, head_dim, n)` |
/// | `query_bias`, `key_bias`, `gate_bias`, `value_bias`, `output_bias` | as its kernel without the first axis, or the first two for the output |
///
/// In a decoder it does not look ahead: `GroupQueryAttention(8, 4, 2)(x, x, use_causal_mask = true)`. A query that sees
/// nothing, because it is masked itself or all keys are, gives all values the same weight, or, with `dropout` or
/// `return_attention_scores`, none: as in Keras.
///
/// As [`keras.layers.GroupQueryAttention`](https://keras.io/api/layers/attention_layers/group_query_attention/); what Keras
/// takes with the call is an argument of the layer, and may be given with either. Sources: Ainslie et al., "GQA: training
/// generalized multi-query transformer models from multi-head checkpoints" (2023); for `use_gate` Qiu et al., "Gated attention
/// for large language models" (2025).
#[derive(Config, Clone, Copy, Debug)]
#[layer(
    inputs(query, value, key = value, attention_mask?),
    settings(return_attention_scores, use_causal_mask),
    written = without_call_arguments
)]
#[doc(alias("GroupedQueryAttention", "GQA", "MultiQueryAttention"))]
pub struct GroupQueryAttention {
    /// The width of a head.
    #[doc(alias("key_dim", "head_size"))]
    head_dim: usize,
    /// Number of heads of queries.
    #[doc(alias("num_heads", "n_heads"))]
    num_query_heads: usize,
    /// Number of heads of keys and values, by which that of queries can be divided.
    #[doc(alias = "num_kv_heads")]
    num_key_value_heads: usize,
    /// Dropout rate of the attention weights, while learning.
    #[default(0.0)]
    dropout: f32,
    /// Whether biases are added.
    #[default(true)]
    use_bias: bool,
    /// How many steps on each side a query sees, its own included; all if left out.
    sliding_window: Option<usize>,
    /// Without effect: it chooses among the kernels of a GPU.
    flash_attention: Option<bool>,
    /// The kernels.
    #[default(glorot_uniform)]
    kernel: WeightArguments,
    /// The biases.
    #[default(zeros)]
    bias: WeightArguments,
    /// Regularizer applied to all that is projected, and to all that is given, averaged over the batch: that of the output
    /// counts twice, as in Keras.
    activity_regularizer: Option<Regularizer>,
    /// Whether a gate, the sigmoid of another projection of the query, decides what of all that is found goes on.
    #[default(false)]
    use_gate: bool,
    /// Seed of the random choice of what is dropped; drawn from the program's seed if left out.
    seed: Option<u64>,
    /// Whether the weights of the values are given, too.
    #[default(false)]
    return_attention_scores: bool,
    /// Whether a step attends to no later one.
    #[default(false)]
    use_causal_mask: bool,
}

impl GroupQueryAttention {
    /// `(queries, n)`, `(keys, n)`, and maybe `(keys, k)` and `(queries, keys)`, become `(queries, n)`, and maybe the scores.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let depth = shape_try!(at_least_one("head_dim", self.head_dim));
        let heads = shape_try!(at_least_one("num_query_heads", self.num_query_heads));
        let shared = shape_try!(at_least_one("num_key_value_heads", self.num_key_value_heads));
        if !heads.is_multiple_of(shared) {
            let fault = Fault::new("shares ").number(shared).text(" heads of keys and values among ");
            return ShapeResult::Err(fault.number(heads).text(" heads of queries, which they do not divide"));
        }
        shape_try!(rate("dropout", self.dropout));
        if let Some(window) = self.sliding_window {
            shape_try!(at_least_one("sliding_window", window));
        }
        let (sequences, mask) = shape_try!(before_mask(inputs));
        let shapes = shape_try!(Shapes::of(sequences));
        if let Some(mask) = mask {
            shape_try!(AttentionAxes::new(None, 2).check_mask(mask, &shapes));
        }
        let [n, k, m] = [
            shape_try!(known_last(&shapes.query)),
            shape_try!(known_last(&shapes.key)),
            shape_try!(known_last(&shapes.value)),
        ];
        if n != m {
            let fault = Fault::new("needs queries and values of one width, was given ").shape(&shapes.query);
            return ShapeResult::Err(
                fault.text(" and ").shape(&shapes.value).help("put a `Dense` before one of them"),
            );
        }
        let scores = Shape::new(&[Dim::Known(heads), shapes.query.dim(0), shapes.key.dim(0)]);
        let outputs = [Spec::new(shapes.query).with_head(Head::Logits), Spec::new(scores)];
        let count = if self.return_attention_scores { 2 } else { 1 };
        let spec = LayerSpec::with_outputs(Specs::new(outputs.split_at(count).0))
            .one_output_by(WITHOUT_SCORES)
            .flops(self.flops(&shapes));

        let (of_queries, of_keys) = (Shape::known(&[heads, depth]), Shape::known(&[shared, depth]));
        let projections = self.projections();
        let spec = projections.add(spec, QUERY, &Shape::known(&[n]), &of_queries);
        let mut spec = projections.add(spec, KEY, &Shape::known(&[k]), &of_keys);
        if self.use_gate {
            spec = projections.add(spec, GATE, &Shape::known(&[n]), &of_queries);
        }
        let spec = projections.add(spec, VALUE, &Shape::known(&[m]), &of_keys);
        ShapeResult::Ok(projections.add(spec, OUTPUT, &of_queries, &Shape::known(&[n])))
    }

    const fn projections(&self) -> Projections {
        Projections {
            kernel: self.kernel,
            bias: if self.use_bias { Some(self.bias) } else { None },
            activity_regularizer: self.activity_regularizer,
        }
    }

    /// What the projections and the two products cost.
    const fn flops(&self, shapes: &Shapes) -> u64 {
        let of_queries = (self.num_query_heads as u64).saturating_mul(self.head_dim as u64);
        let of_keys = (self.num_key_value_heads as u64).saturating_mul(self.head_dim as u64);
        let projections = known_elements(&shapes.query).saturating_mul(if self.use_gate { 3 } else { 2 });
        let pairs = known_elements(&shapes.pairs()).saturating_mul(2);
        let by_query = projections.saturating_add(pairs).saturating_mul(of_queries);
        let both = known_elements(&shapes.key).saturating_add(known_elements(&shapes.value));
        by_query.saturating_add(both.saturating_mul(of_keys)).saturating_mul(2)
    }

    /// Each head of keys or values as often as there are heads of queries that share it.
    fn shared(&self, x: &Tensor) -> Tensor {
        let times = self.num_query_heads / self.num_key_value_heads;
        if times == 1 {
            return x.clone();
        }
        let (batch, steps) = (x.dim(0) as isize, x.dim(1) as isize);
        let (heads, depth) = (self.num_key_value_heads as isize, self.head_dim as isize);
        let repeated = K::repeat(&K::reshape(x, &[batch, steps, heads, depth]), times, 2);
        K::reshape(&repeated, &[batch, steps, heads * times as isize * depth])
    }
}

impl Layer for GroupQueryAttention {
    fn part_with_weight(weight: &str) -> Option<&'static str> {
        let part = |projection| match projection {
            QUERY => "_query_dense",
            KEY => "_key_dense",
            GATE => "_gate_dense",
            VALUE => "_value_dense",
            _ => "_output_dense",
        };
        PROJECTIONS.into_iter().find(|weights| weights.contains(&weight)).map(part)
    }

    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let [query, value, key] = sequences(inputs);
        let sight = AttentionMask {
            causal: self.use_causal_mask,
            window: self.sliding_window,
            blind_to_zero: self.dropout > 0.0 || self.return_attention_scores,
            ..masks(inputs)
        };
        let projections = self.projections();
        let q = projections.apply(query, QUERY, Pointwise::Linear, context);
        let k = self.shared(&projections.apply(key, KEY, Pointwise::Linear, context));
        let v = self.shared(&projections.apply(value, VALUE, Pointwise::Linear, context));
        let scale = (self.head_dim as f32).sqrt().recip();
        let scores = attention_weights(&q, &k, self.num_query_heads, scale, &sight);
        let mut y = attend(&dropped(&scores, self.dropout, self.seed, context), &v);
        if self.use_gate {
            y = y * projections.apply(query, GATE, Pointwise::Sigmoid, context);
        }
        let y = projections.apply(&y, OUTPUT, Pointwise::Linear, context);
        let outputs = Outputs::of([y].into_iter().chain(self.return_attention_scores.then_some(scores)));
        outputs.as_slice().iter().for_each(|y| add_penalty(self.activity_regularizer, y, context));
        outputs
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
