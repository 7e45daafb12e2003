//! Reversible embedding: words as vectors, and vectors as scores of words.

use super::embedding::looked_up;
use crate::autodiff::Tensor;
use crate::autodiff::ops::rows_of;
use crate::backend as K;
use crate::config::Map;
use crate::layer::rules::{at_least_one, known_elements, positive};
use crate::layer::{Config, Context, Layer, LayerSpec, LowRank, WeightArguments, WeightSpec};
use crate::shape::{DType, Dim, Fault, Head, Inputs, Shape, ShapeResult, Spec};
use crate::{Error, Result, shape_try};

/// Reversible embedding: turns ids into vectors as [`Embedding`](super::Embedding) does, and, called with `reverse = true`,
/// vectors into a score for each id, the product with its vector. Language models have it at both ends, with one matrix
/// (weight tying).
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = graph!({
///     let ids = Input(5, dtype = int32);
///     let words = ReversibleEmbedding(100, 8);
///     let x = Dense(8, activation = gelu)(words(ids));
///     words(x, reverse = true)
/// });
/// let x = Array2::<i32>::zeros((1, 5));
/// assert_eq!(model.predict(&x)?.dim(), (1, 5, 100));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, integers | any, such as `(steps)` |
/// | output | one axis more: `(steps, output_dim)` |
/// | input, with `reverse` | `(…, output_dim)` |
/// | output, with `reverse` | scores, `(…, input_dim)` |
/// | `embeddings` | `(input_dim, output_dim)` |
/// | `lora_embeddings_a`, `lora_embeddings_b`, with `lora_rank` | `(input_dim, lora_rank)`, `(lora_rank, output_dim)` |
/// | `reverse_embeddings`, without `tie_weights` | `(output_dim, input_dim)` |
///
/// Scores are logits: the loss is `SparseCategoricalCrossentropy::default().from_logits()`. They have no mask, whatever the
/// vectors had, as in Keras. An id that is negative, or `input_dim` or more, is an error when it is met.
///
/// As [`keras.layers.ReversibleEmbedding`](https://keras.io/api/layers/core_layers/reversible_embedding/), without
/// quantization and `reverse_dtype`: numbers are `f32`. Sources: Press and Wolf, "Using the output embedding to improve
/// language models" (2016); for `logit_soft_cap` Gemma Team, "Gemma 2: improving open language models at a practical size"
/// (2024).
#[doc(alias("TiedEmbedding", "WeightTying", "lm_head"))]
#[derive(Config, Clone, Copy, Debug)]
#[layer(
    input = int32,
    inputs(inputs, reverse: bool),
    neutral(activity_regularizer = None, quantization_config = None, reverse_dtype = None),
    written = as_keras
)]
pub struct ReversibleEmbedding {
    /// Size of the vocabulary: the greatest id and one.
    #[doc(alias("num_embeddings", "vocab_size", "vocabulary_size", "num_words"))]
    input_dim: usize,
    /// Dimension of the embedding: the length of a vector.
    #[doc(alias("embedding_dim", "embed_dim", "embedding_size", "hidden_dim"))]
    output_dim: usize,
    /// Whether one matrix goes both ways; otherwise the way back has its own, `reverse_embeddings`.
    #[default(true)]
    tie_weights: bool,
    /// The vectors, those that no id named included; the initializer is that of both matrices.
    #[default(random_uniform)]
    embeddings: WeightArguments,
    /// Whether id 0 is padding, a step that is masked.
    #[default(false)]
    mask_zero: bool,
    /// What no score exceeds, nor its negative: each becomes `logit_soft_cap * tanh(score / logit_soft_cap)`.
    logit_soft_cap: Option<f32>,
    /// Rank of a low-rank adaptation (LoRA): the vectors are frozen, and the product of two trained matrices is added to them.
    lora_rank: Option<usize>,
    /// What that product is multiplied by, times `lora_rank`, which it is if left out.
    lora_alpha: Option<f32>,
}

fn as_keras(this: &ReversibleEmbedding, config: &mut Map) -> Result<()> {
    this.lora().write(config)
}

impl ReversibleEmbedding {
    /// `(…)` becomes `(…, output_dim)`; with `reverse`, `(…, output_dim)` becomes `(…, input_dim)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let len = shape_try!(at_least_one("output_dim", self.output_dim));
        let count = shape_try!(at_least_one("input_dim", self.input_dim));
        if let Some(cap) = self.logit_soft_cap {
            shape_try!(positive("logit_soft_cap", cap));
        }
        let spec = match inputs.as_slice() {
            [x, again] => shape_try!(self.reversed(x, again)),
            [x] if matches!(x.dtype(), DType::Float) && is_vectors(x, len) => {
                let fault = Fault::new("looks up integer ids, was given vectors, ").shape(&x.shape());
                return ShapeResult::Err(
                    fault.help("scores of ids for vectors: `reverse = true` in the call"),
                );
            }
            _ => LayerSpec::new(shape_try!(looked_up(inputs, ("input_dim", count), len))),
        };
        let embeddings = self.embeddings.weight("embeddings", Shape::known(&[count, len]));
        let spec = shape_try!(self.lora().weights(spec.weight(self.lora().frozen(embeddings))));
        if self.tie_weights {
            return ShapeResult::Ok(spec);
        }
        let (shape, initializer) = (Shape::known(&[len, count]), self.embeddings.initializer);
        ShapeResult::Ok(spec.weight(WeightSpec::new("reverse_embeddings", shape, initializer)))
    }

    /// The scores for vectors, which a call that says `reverse` gives twice.
    const fn reversed(&self, x: &Spec, again: &Spec) -> ShapeResult<LayerSpec> {
        let shape = x.shape();
        if !again.shape().fits(&shape) {
            let fault = Fault::new("takes one tensor, was given ").shape(&shape).text(" and ");
            return ShapeResult::Err(fault.shape(&again.shape()));
        }
        if !matches!(x.dtype(), DType::Float) {
            let fault = Fault::new("scores ids for vectors with `reverse`, was given ids, ").shape(&shape);
            return ShapeResult::Err(fault.help("leave `reverse` out where ids become vectors"));
        }
        if !is_vectors(x, self.output_dim) {
            let fault = Fault::new("scores ids for vectors of ").number(self.output_dim);
            let fault = fault.text(" numbers with `reverse`, was given ").shape(&shape);
            return ShapeResult::Err(fault.help("put a `Dense` of so many units before it"));
        }
        let last = shape.rank() - 1;
        let flops = known_elements(&shape).saturating_mul(self.input_dim as u64).saturating_mul(2);
        let scores = Spec::new(shape.with(last, Dim::Known(self.input_dim))).with_head(Head::Logits);
        ShapeResult::Ok(LayerSpec::new(scores).flops(flops))
    }

    const fn lora(&self) -> LowRank {
        let names = ["lora_embeddings_a", "lora_embeddings_b"];
        LowRank { rank: self.lora_rank, alpha: self.lora_alpha, names }
    }
}

/// Whether the last axis is as long as a vector.
const fn is_vectors(x: &Spec, len: usize) -> bool {
    matches!(x.shape().last(), Some(Dim::Known(last)) if last == len)
}

impl Layer for ReversibleEmbedding {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let embeddings = || self.lora().adapted(context.weight("embeddings"), context);
        let [x, again] = inputs else {
            return rows_of("ids of a `ReversibleEmbedding`", &embeddings(), &inputs[0]);
        };
        if !x.is_same(again) {
            let error = Error::expected("`ReversibleEmbedding`", "one tensor and `reverse`", "two tensors");
            return context.tape().fail(error);
        }
        let kernel =
            if self.tie_weights { K::transpose(&embeddings()) } else { context.weight("reverse_embeddings") };
        let scores = K::dot(x, &kernel);
        match self.logit_soft_cap {
            Some(cap) => K::tanh(&(scores / cap)) * cap,
            None => scores,
        }
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        (self.mask_zero && inputs.len() == 1).then(|| K::not_equal(&inputs[0], 0.0))
    }
}
