//! Attention in several heads.

use super::axes::AttentionAxes;
use super::projections::{GATE, KEY, OUTPUT, PROJECTIONS, Projections, QUERY, VALUE, before_mask};
use super::{Shapes, WITHOUT_SCORES, sequences, without_call_arguments};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{AttentionMask, attend, attention_weights};
use crate::backend as K;
use crate::config::{Argument, Map};
use crate::kernels::matmul::Pointwise;
use crate::layer::rules::{at_least_one, known_elements, known_last, rate};
use crate::layer::{Config, Context, Layer, LayerSpec, Outputs, WeightArguments};
use crate::layers::dropout::dropped;
use crate::regularizers::Regularizer;
use crate::shape::{Dim, Fault, Head, Inputs, MAX_RANK, OneOrMore, Shape, ShapeResult, Spec, Specs};
use crate::shape_try;

/// Multi-head attention: attention by scaled products, in several heads. Each projects queries, keys and values to a
/// width of its own, and what all heads find is projected to the output.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = graph!({
///     let x = Input(_, 16);
///     MultiHeadAttention(2, 8)(x, x)
/// });
/// let x = Array3::<f32>::ones((1, 5, 16));
/// assert_eq!(model.predict(&x)?.dim(), (1, 5, 16));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | query | `(queries, n)` |
/// | value | `(keys, m)` |
/// | key, which is the value if left out | `(keys, k)` |
/// | `attention_mask`, not 0 where a query sees a key, if given | `(queries, keys)` |
/// | output | `(queries, n)`, or `(queries, …)` with `output_shape` |
/// | scores, which follow it with `return_attention_scores` | `(num_heads, queries, keys)` |
/// | `query_kernel`, `key_kernel`, `value_kernel` | `(n, num_heads, key_dim)`, `(k, num_heads, key_dim)`, `(m, num_heads, value_dim)` |
/// | `gate_kernel`, with `use_gate` | `(n, num_heads, value_dim)` |
/// | `output_kernel` | `(num_heads, value_dim, n)`, or `(num_heads, value_dim, …)` |
/// | `query_bias`, `key_bias`, `gate_bias`, `value_bias`, `output_bias` | as its kernel without the first axis, or the first two for the output |
///
/// Where samples have more axes, as images, `queries` and `keys` are all of them but the features, or those of
/// `attention_axes`: `MultiHeadAttention(2, 8, attention_axes = 2)` lets each row of `(rows, columns, n)` attend to itself.
/// The axes that are left are of one size in query and value; they come before the heads in the scores, and in front of the
/// queries in an `attention_mask` that is not the same for all of them.
///
/// `MultiHeadAttention(8, 64)(x, x)` lets a sequence attend to itself; in a decoder it does not look ahead:
/// `MultiHeadAttention(8, 64)(x, x, use_causal_mask = true)`. By name: `(query, value, key = key, attention_mask = mask)`.
///
/// A step of value or key that is masked is not attended to. A query that sees nothing, because it is masked itself or
/// all keys are, gives all values the same weight, or, with `dropout`, `return_attention_scores` or more axes, none: as in
/// Keras. Masks, `use_causal_mask` and `sliding_window` go along the axes of `attention_axes`; Keras takes axis 1 for them,
/// and fails where that has another size. The latter two need steps in an order, along one axis.
///
/// As [`keras.layers.MultiHeadAttention`](https://keras.io/api/layers/attention_layers/multi_head_attention/); what Keras
/// takes with the call is an argument of the layer, and may be given with either. Sources: Vaswani et al., "Attention is all
/// you need" (2017); for `use_gate` Qiu et al., "Gated attention for large language models" (2025).
#[derive(Config, Clone, Copy, Debug)]
#[layer(
    inputs(query, value, key = value, attention_mask?),
    settings(return_attention_scores, use_causal_mask),
    written = as_keras
)]
#[doc(alias("MultiheadAttention", "MHA", "SelfAttention"))]
pub struct MultiHeadAttention {
    /// Number of attention heads.
    #[doc(alias("nhead", "n_heads", "heads"))]
    num_heads: usize,
    /// The width of queries and keys in a head.
    #[doc(alias("head_dim", "d_k", "head_size", "size_per_head"))]
    key_dim: usize,
    /// The width of values in a head; `key_dim` if left out.
    value_dim: Option<usize>,
    /// Dropout rate of the attention weights, while learning.
    #[default(0.0)]
    dropout: f32,
    /// Whether biases are added.
    #[default(true)]
    use_bias: bool,
    /// The shape of a step of the output; that of the query if left out.
    output_shape: Option<OneOrMore<usize>>,
    /// The axes that attention goes along; all but the features if left out. The batch is axis 0 and none of them, negative
    /// ones count from the end.
    attention_axes: Option<OneOrMore<isize>>,
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
    /// Regularizer applied to all that is projected, averaged over the batch.
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

/// Keras writes shapes and axes as lists, of one, too.
fn as_keras(this: &MultiHeadAttention, config: &mut Map) -> Result<()> {
    config.insert("output_shape".to_owned(), this.output_shape.to_json()?);
    config.insert("attention_axes".to_owned(), this.attention_axes.to_json()?);
    without_call_arguments(this, config)
}

impl MultiHeadAttention {
    /// `(queries, n)`, `(keys, m)`, and maybe `(keys, k)` and `(queries, keys)`, become `(queries, n)`, and maybe the
    /// scores.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let heads = shape_try!(at_least_one("num_heads", self.num_heads));
        let depth = shape_try!(at_least_one("key_dim", self.key_dim));
        let value_depth = match self.value_dim {
            Some(value_dim) => shape_try!(at_least_one("value_dim", value_dim)),
            None => depth,
        };
        shape_try!(rate("dropout", self.dropout));
        if let Some(window) = self.sliding_window {
            shape_try!(at_least_one("sliding_window", window));
        }
        let (tensors, mask) = shape_try!(before_mask(inputs));
        let shapes = shape_try!(Shapes::of_axes(tensors, MAX_RANK));
        let axes = shape_try!(AttentionAxes::of(self.attention_axes.as_ref(), &shapes));
        if !axes.is_one() && (self.use_causal_mask || self.sliding_window.is_some()) {
            let fault = Fault::new("attends along several axes of ").shape(&shapes.query);
            let fault = fault.text(", where no step is before another");
            return ShapeResult::Err(
                fault.help(
                    "leave out `use_causal_mask` and `sliding_window`, or give one of `attention_axes`",
                ),
            );
        }
        if let Some(mask) = mask {
            shape_try!(axes.check_mask(mask, &shapes));
        }
        let step = shape_try!(self.step(&shapes.query));

        let (mut output, mut axis) = (shapes.query.without(shapes.query.rank() - 1), 0);
        while axis < step.rank() {
            output = output.push(step.dim(axis));
            axis += 1;
        }
        let mut outputs = Specs::new(&[Spec::new(output).with_head(Head::Logits)]);
        if self.return_attention_scores {
            outputs = outputs.push(Spec::new(shape_try!(axes.scores(heads, &shapes))));
        }
        let sequences = axes.sequences(&shapes);
        let flops = self.flops(&sequences, &step).saturating_mul(axes.sequences_of(&shapes.query));
        let spec = LayerSpec::with_outputs(outputs).one_output_by(WITHOUT_SCORES).flops(flops);

        let [n, k, m] = [
            shape_try!(known_last(&shapes.query)),
            shape_try!(known_last(&shapes.key)),
            shape_try!(known_last(&shapes.value)),
        ];
        let (of_keys, of_values) = (Shape::known(&[heads, depth]), Shape::known(&[heads, value_depth]));
        let projections = self.projections();
        let spec = projections.add(spec, QUERY, &Shape::known(&[n]), &of_keys);
        let mut spec = projections.add(spec, KEY, &Shape::known(&[k]), &of_keys);
        if self.use_gate {
            spec = projections.add(spec, GATE, &Shape::known(&[n]), &of_values);
        }
        let spec = projections.add(spec, VALUE, &Shape::known(&[m]), &of_values);
        ShapeResult::Ok(projections.add(spec, OUTPUT, &of_values, &step))
    }

    const fn projections(&self) -> Projections {
        Projections {
            kernel: self.kernel,
            bias: if self.use_bias { Some(self.bias) } else { None },
            activity_regularizer: self.activity_regularizer,
        }
    }

    /// The shape of a step of the output.
    const fn step(&self, query: &Shape) -> ShapeResult<Shape> {
        let last = query.rank() - 1;
        let Some(sizes) = &self.output_shape else {
            return ShapeResult::Ok(Shape::new(&[query.dim(last)]));
        };
        // Both the output and its kernel, whose first two axes are those of heads, are tensors.
        let most = if last < 2 { MAX_RANK - 2 } else { MAX_RANK - last };
        if sizes.is_empty() || sizes.len() > most {
            let fault = Fault::new("needs an `output_shape` of 1 to ").number(most);
            return ShapeResult::Err(fault.text(" axes, was given ").number(sizes.len()));
        }
        let mut step = Shape::SCALAR;
        while step.rank() < sizes.len() {
            step = step.push(Dim::Known(shape_try!(at_least_one("output_shape", sizes.get(step.rank())))));
        }
        ShapeResult::Ok(step)
    }

    /// What the projections and the two products cost.
    const fn flops(&self, shapes: &Shapes, step: &Shape) -> u64 {
        let (key, value) = (
            self.key_dim as u64,
            match self.value_dim {
                Some(value_dim) => value_dim as u64,
                None => self.key_dim as u64,
            },
        );
        let of_query = if self.use_gate { key.saturating_add(value) } else { key };
        let products = known_elements(&shapes.query).saturating_mul(of_query);
        let products = products.saturating_add(known_elements(&shapes.key).saturating_mul(key));
        let products = products.saturating_add(known_elements(&shapes.value).saturating_mul(value));
        let both = key.saturating_add(value);
        let products = products.saturating_add(known_elements(&shapes.pairs()).saturating_mul(both));
        let out = known_elements(&Shape::new(&[shapes.query.dim(0)])).saturating_mul(known_elements(step));
        let products = products.saturating_add(out.saturating_mul(value));
        products.saturating_mul(self.num_heads as u64).saturating_mul(2)
    }
}

impl Layer for MultiHeadAttention {
    fn part_with_weight(weight: &str) -> Option<&'static str> {
        let part = |projection| match projection {
            QUERY => "query_dense",
            KEY => "key_dense",
            GATE => "_gate_dense",
            VALUE => "value_dense",
            _ => "output_dense",
        };
        PROJECTIONS.into_iter().find(|weights| weights.contains(&weight)).map(part)
    }

    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        self.call_all(inputs, context).tensor(0)
    }

    fn call_all(&self, inputs: &[Tensor], context: &Context<'_>) -> Outputs {
        let [query, value, key] = sequences(inputs);
        // What has failed has no axes.
        let axes = AttentionAxes::new(self.attention_axes.as_ref(), query.rank().max(3) - 1);
        let sight = AttentionMask {
            causal: self.use_causal_mask,
            window: self.sliding_window,
            blind_to_zero: self.dropout > 0.0 || self.return_attention_scores || query.rank() > 3,
            ..axes.masks(inputs)
        };
        let projections = self.projections();
        let projected = |x, weights| axes.fold(&projections.apply(x, weights, Pointwise::Linear, context));
        let (q, k, v) = (projected(query, QUERY), projected(key, KEY), projected(value, VALUE));
        let scale = (self.key_dim as f32).sqrt().recip();
        let scores = attention_weights(&q, &k, self.num_heads, scale, &sight);
        let mut y = axes.unfold(&attend(&dropped(&scores, self.dropout, self.seed, context), &v), query);
        if self.use_gate {
            y = y * projections.apply(query, GATE, Pointwise::Sigmoid, context);
        }
        let y = projections.apply(&y, OUTPUT, Pointwise::Linear, context);
        let y = match &self.output_shape {
            Some(step) => {
                let shape = query.shape();
                let steps = shape.split_last().map_or(&[][..], |(_, steps)| steps).iter().copied();
                let sizes = steps.chain(step.iter()).map(|size| size as isize);
                K::reshape(&y, &sizes.collect::<smallvec::SmallVec<[isize; 8]>>())
            }
            None => y,
        };
        let scores = self.return_attention_scores.then(|| axes.unfold_scores(&scores, [query, key]));
        Outputs::of([y].into_iter().chain(scores))
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
