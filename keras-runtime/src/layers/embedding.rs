//! Embedding: words as vectors.

use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::rows_of;
use crate::backend as K;
use crate::config::Map;
use crate::layer::rules::at_least_one;
use crate::layer::{Config, Context, Layer, LayerSpec, LowRank, WeightArguments};
use crate::shape::{DType, Dim, Fault, Inputs, MAX_RANK, Origin, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Embedding: turns ids, such as the numbers of words, into vectors that are learnt. Each is the row of `embeddings`
/// that the id names.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![Embedding(100, 8, input = 5)];
/// let x = Array2::<i32>::zeros((1, 5));
/// assert_eq!(model.predict(&x)?.dim(), (1, 5, 8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, integers | any, such as `(steps)` |
/// | output | one axis more: `(steps, output_dim)` |
/// | `embeddings` | `(input_dim, output_dim)` |
/// | `lora_embeddings_a`, `lora_embeddings_b`, with `lora_rank` | `(input_dim, lora_rank)`, `(lora_rank, output_dim)` |
///
/// An id that is negative, or `input_dim` or more, is an error when it is met. With `mask_zero`, the steps of id 0 are
/// masked: layers that come later, the loss and the metrics pass over them, as of [`Masking`](super::Masking). Of
/// sentences, `(sentences, words)`, each word is masked or not; [`TimeDistributed`](super::TimeDistributed) hands that to
/// the layer that reads a sentence.
///
/// `Embedding(20_000, 128, mask_zero = true, input = 80)` takes texts of 80 words, padded with zeros.
///
/// As [`keras.layers.Embedding`](https://keras.io/api/layers/core_layers/embedding/), without quantization. Source of
/// `lora_rank`: Hu et al., "LoRA: low-rank adaptation of large language models" (2021).
#[doc(alias = "Embed")]
#[derive(Config, Clone, Copy, Debug)]
#[layer(input = int32, neutral(activity_regularizer = None, quantization_config = None), written = as_keras)]
pub struct Embedding {
    /// Size of the vocabulary: the greatest id and one.
    #[doc(alias("num_embeddings", "vocab_size", "vocabulary_size", "num_words"))]
    input_dim: usize,
    /// Dimension of the embedding: the length of a vector.
    #[doc(alias("embedding_dim", "embed_dim", "embedding_size", "dim", "units"))]
    output_dim: usize,
    /// The vectors, those that no id named included. Keras calls the initializer `"uniform"`.
    #[default(random_uniform)]
    embeddings: WeightArguments,
    /// Whether id 0 is padding, a step that is masked.
    #[default(false)]
    mask_zero: bool,
    /// Rank of a low-rank adaptation (LoRA): the vectors are frozen, and the product of two trained matrices is added to them.
    lora_rank: Option<usize>,
    /// What that product is multiplied by, times `lora_rank`, which it is if left out.
    lora_alpha: Option<f32>,
}

fn as_keras(this: &Embedding, config: &mut Map) -> Result<()> {
    this.lora().write(config)
}

/// Ids from here on are no longer told apart as numbers of the batch, which are `f32`.
const MOST_IDS: usize = 1 << 24;

impl Embedding {
    /// `(…)` becomes `(…, output_dim)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let len = shape_try!(at_least_one("output_dim", self.output_dim));
        let output = shape_try!(looked_up(inputs, ("input_dim", self.input_dim), len));
        let shape = Shape::known(&[self.input_dim, len]);
        let embeddings = self.embeddings.weight("embeddings", shape);
        self.lora().weights(LayerSpec::new(output).weight(self.lora().frozen(embeddings)))
    }

    const fn lora(&self) -> LowRank {
        let names = ["lora_embeddings_a", "lora_embeddings_b"];
        LowRank { rank: self.lora_rank, alpha: self.lora_alpha, names }
    }
}

/// Vectors of this length in the place of ids, of which an argument says how many there are.
pub(super) const fn looked_up(
    inputs: Inputs<'_>,
    (argument, count): (&str, usize),
    len: usize,
) -> ShapeResult<Spec> {
    if shape_try!(at_least_one(argument, count)) > MOST_IDS {
        let fault = Fault::new("tells ").number(MOST_IDS).text(" ids apart, but ").name(argument);
        return ShapeResult::Err(fault.text(" is ").number(count).of_argument());
    }
    let ids = shape_try!(inputs.one());
    let shape = ids.shape();
    if let DType::Float = ids.dtype() {
        let fault = Fault::new("looks up integer ids, was given numbers to calculate with, of shape ");
        let fault = fault.shape(&shape);
        return ShapeResult::Err(match (ids.origin(), shape.rank(), shape.last()) {
            (Origin::Input, 1, Some(Dim::Known(steps))) => {
                fault.help("`Input(").number(steps).text(", dtype = int32)` takes ids")
            }
            (Origin::Input, ..) => fault.help("`dtype = int32` among the arguments of `Input` takes ids"),
            _ => fault.help("ids are an input of the model: it stands first, before what calculates"),
        });
    }
    if shape.rank() == MAX_RANK {
        let fault = Fault::new("adds an axis to ").shape(&shape).text(", and a sample has at most 5");
        return ShapeResult::Err(fault);
    }
    ShapeResult::Ok(Spec::new(shape.push(Dim::Known(len))))
}

impl Layer for Embedding {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let embeddings = self.lora().adapted(context.weight("embeddings"), context);
        rows_of("ids of an `Embedding`", &embeddings, &inputs[0])
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        self.mask_zero.then(|| K::not_equal(&inputs[0], 0.0))
    }
}
