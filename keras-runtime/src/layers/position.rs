//! Position embeddings and encodings.

use smallvec::SmallVec;

use super::embedding::looked_up;
use crate::Error;
use crate::autodiff::Tensor;
use crate::autodiff::ops::rows_of;
use crate::backend as K;
use crate::initializers::Initializer;
use crate::layer::rules::{at_least_one, known_last};
use crate::layer::{Config, Context, Layer, LayerSpec, WeightSpec};
use crate::shape::{Dim, Fault, Inputs, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Learnt position embedding: a vector for each step of a sequence, whatever the sequence holds,
/// `x + PositionEmbedding(80)(x)`.
///
/// ```
/// use keras::{ndarray::Array3, prelude::*};
///
/// let model = sequential![PositionEmbedding(80, input = (10, 4))];
/// let x = Array3::<f32>::zeros((1, 10, 4));
/// assert_eq!(model.predict(&x)?.dim(), (1, 10, 4));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, of which only the shape counts | `(…, steps, n)` |
/// | output | the same |
/// | `embeddings` | `(sequence_length, n)` |
///
/// The output has no mask, and so has its sum with `x`, as in Keras: [`TokenAndPositionEmbedding`] keeps that of its ids.
///
/// As [`keras_hub.layers.PositionEmbedding`](https://keras.io/keras_hub/api/modeling_layers/position_embedding/).
#[derive(Config, Clone, Copy, Debug)]
#[layer(package = "keras_hub")]
pub struct PositionEmbedding {
    /// The most steps that a sequence has.
    sequence_length: usize,
    /// Initializer of the vectors.
    #[default(glorot_uniform)]
    initializer: Initializer,
}

impl PositionEmbedding {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let x = shape_try!(sequence(inputs));
        let steps = x.shape().dim(x.shape().rank() - 2);
        let length = shape_try!(long_enough(self.sequence_length, steps));
        let shape = Shape::known(&[length, shape_try!(known_last(&x.shape()))]);
        ShapeResult::Ok(LayerSpec::new(x).weight(WeightSpec::new("embeddings", shape, self.initializer)))
    }
}

impl Layer for PositionEmbedding {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        repeated(&of_steps(&context.weight("embeddings"), x.dim(-2), Self::CLASS), x)
    }
}

/// Sinusoidal position encoding: a vector for each step of a sequence, of waves from short to long,
/// `x + SinePositionEncoding()(x)`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![SinePositionEncoding(input = (1, 4))];
/// assert_eq!(model.predict(&array![[[7.0, 7.0, 7.0, 7.0]]])?, array![[[0.0, 1.0, 0.0, 1.0]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Features `2i` and `2i + 1` of step `t` are the sine and the cosine of `t / max_wavelength^(2i / n)`.
///
/// | | shape |
/// | --- | --- |
/// | input, of which only the shape counts | `(…, steps, n)` |
/// | output | the same |
///
/// The output has no mask, and so has its sum with `x`, as in Keras: [`TokenAndPositionEmbedding`] keeps that of its ids.
///
/// As [`keras_hub.layers.SinePositionEncoding`](https://keras.io/keras_hub/api/modeling_layers/sine_position_encoding/).
/// Source: Vaswani et al., "Attention is all you need" (2017).
#[derive(Config, Clone, Copy, Debug)]
#[layer(package = "keras_hub")]
pub struct SinePositionEncoding {
    /// The longest wave takes 2π times as many steps.
    #[default(10_000)]
    max_wavelength: usize,
}

impl SinePositionEncoding {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(at_least_one("max_wavelength", self.max_wavelength));
        sequence(inputs)
    }

    fn at(&self, step: usize, feature: usize, features: usize) -> f32 {
        let exponent = (feature / 2 * 2) as f64 / features as f64;
        let angle = step as f64 / (self.max_wavelength as f64).powf(exponent);
        (if feature.is_multiple_of(2) { angle.sin() } else { angle.cos() }) as f32
    }
}

impl Layer for SinePositionEncoding {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        let [steps, features] = [x.dim(-2), x.dim(-1)];
        let encoding = context.tape().constant(&[steps, features], |values| {
            for (i, value) in values.iter_mut().enumerate() {
                *value = self.at(i / features, i % features, features);
            }
        });
        repeated(&encoding, x)
    }
}

/// Token and position embedding: turns ids, such as the numbers of words, into the sum of two vectors that are learnt,
/// one of the id, one of the step.
///
/// ```
/// use keras::{ndarray::Array2, prelude::*};
///
/// let model = sequential![TokenAndPositionEmbedding(100, 10, 8, input = 5)];
/// let x = Array2::<i32>::zeros((1, 5));
/// assert_eq!(model.predict(&x)?.dim(), (1, 5, 8));
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | | shape |
/// | --- | --- |
/// | input, integers | `(steps)` |
/// | output | `(steps, embedding_dim)` |
/// | `token_embeddings` | `(vocabulary_size, embedding_dim)` |
/// | `position_embeddings` | `(sequence_length, embedding_dim)` |
///
/// As [`keras_hub.layers.TokenAndPositionEmbedding`](https://keras.io/keras_hub/api/modeling_layers/token_and_position_embedding/),
/// without `tie_weights`, which says how vectors are turned back into ids.
#[derive(Config, Clone, Copy, Debug)]
#[layer(input = int32, package = "keras_hub", neutral(tie_weights = true))]
pub struct TokenAndPositionEmbedding {
    /// Size of the vocabulary: the greatest id and one.
    vocabulary_size: usize,
    /// The most steps that a sequence has.
    sequence_length: usize,
    /// Dimension of the embedding: the length of a vector.
    embedding_dim: usize,
    /// Initializer of both kinds of vectors; Keras calls this one `"uniform"`.
    #[default(random_uniform)]
    embeddings_initializer: Initializer,
    /// Whether id 0 is padding, a step that is masked.
    #[default(false)]
    mask_zero: bool,
}

impl TokenAndPositionEmbedding {
    /// `(steps)` becomes `(steps, embedding_dim)`.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<LayerSpec> {
        let len = shape_try!(at_least_one("embedding_dim", self.embedding_dim));
        let output = shape_try!(looked_up(inputs, ("vocabulary_size", self.vocabulary_size), len));
        if output.shape().rank() < 2 {
            return ShapeResult::Err(Fault::new(
                "takes ids in steps, (steps), was given a single one a sample: ()",
            ));
        }
        let steps = output.shape().dim(output.shape().rank() - 2);
        let length = shape_try!(long_enough(self.sequence_length, steps));
        ShapeResult::Ok(
            LayerSpec::new(output)
                .weight(self.vectors("token_embeddings", self.vocabulary_size))
                .weight(self.vectors("position_embeddings", length)),
        )
    }

    const fn vectors(&self, name: &'static str, count: usize) -> WeightSpec {
        WeightSpec::new(name, Shape::known(&[count, self.embedding_dim]), self.embeddings_initializer)
    }
}

impl Layer for TokenAndPositionEmbedding {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let ids = &inputs[0];
        let tokens =
            rows_of("ids of a `TokenAndPositionEmbedding`", &context.weight("token_embeddings"), ids);
        tokens + of_steps(&context.weight("position_embeddings"), ids.dim(-1), Self::CLASS)
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        self.mask_zero.then(|| K::not_equal(&inputs[0], 0.0))
    }

    fn part_with_weight(weight: &str) -> Option<&'static str> {
        match weight {
            "token_embeddings" => Some("token_embedding"),
            _ => Some("position_embedding"),
        }
    }
}

/// The only tensor, of steps of numbers.
const fn sequence(inputs: Inputs<'_>) -> ShapeResult<Spec> {
    let x = shape_try!(inputs.one_float());
    if x.shape().rank() < 2 {
        return ShapeResult::Err(
            Fault::new("takes sequences, (steps, features), was given ").shape(&x.shape()),
        );
    }
    ShapeResult::Ok(x)
}

/// How many positions there are, at least as many as steps.
const fn long_enough(sequence_length: usize, steps: Dim) -> ShapeResult<usize> {
    let length = shape_try!(at_least_one("sequence_length", sequence_length));
    match steps {
        Dim::Known(steps) if steps > length => {
            let fault = Fault::new("needs a `sequence_length` of as many steps as there are, ").number(steps);
            ShapeResult::Err(fault.text(", was given ").number(length))
        }
        _ => ShapeResult::Ok(length),
    }
}

/// The first vectors of a table, as many as there are steps.
fn of_steps(table: &Tensor, steps: usize, layer: &str) -> Tensor {
    let (length, features) = (table.dim(0), table.dim(1));
    if steps > length {
        let error = Error::expected(format!("`{layer}`"), format!("at most {length} steps"), steps);
        return table.tape().fail(error);
    }
    K::part(table, 0, &[steps, features])
}

/// The same (steps, features) for all samples, in the shape of `x`.
fn repeated(encoding: &Tensor, x: &Tensor) -> Tensor {
    let outer = &x.shape()[..x.rank() - 2];
    let repeats: SmallVec<[usize; 8]> = outer.iter().copied().chain([1, 1]).collect();
    K::tile(encoding, &repeats)
}
