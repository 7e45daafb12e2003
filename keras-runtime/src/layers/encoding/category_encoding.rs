//! Categories as vectors of zeros and ones.

use super::{encode, encoded};
use crate::autodiff::Tensor;
use crate::layer::arguments::Encoding;
use crate::layer::rules::at_least_one;
use crate::layer::{Config, Context, Layer};
use crate::shape::{DType, Fault, Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Category encoding: turns integer categories into vectors, one for each (one-hot encoding) or one for all of a sample
/// (multi-hot encoding).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![CategoryEncoding(num_tokens = 4, input = 2)];
/// assert_eq!(model.predict(&array![[0, 2], [3, 3]])?, array![[1.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]]);
///
/// let model = sequential![CategoryEncoding(num_tokens = 4, output_mode = one_hot, input = 2)];
/// assert_eq!(model.predict(&array![[0, 2]])?, array![[[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// | `output_mode` | input, integers | output |
/// | --- | --- | --- |
/// | `multi_hot`, `count` | `(categories)` | `(num_tokens)` |
/// | `one_hot` | any with a known last axis, `(…)` or `(…, 1)` | `(…, num_tokens)` |
///
/// A category that is negative, or `num_tokens` or more, is an error when it is met; Keras gives zeros for it.
///
/// As [`keras.layers.CategoryEncoding`](https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/),
/// without weights of the counts, and dense.
#[derive(Config, Clone, Copy, Debug)]
#[layer(input = int32)]
pub struct CategoryEncoding {
    /// Number of categories: the greatest and one.
    num_tokens: usize,
    /// Output mode: `multi_hot`, `one_hot` or `count`.
    #[default(multi_hot)]
    output_mode: Encoding,
}

impl CategoryEncoding {
    /// The categories become vectors of `num_tokens` numbers.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let depth = shape_try!(at_least_one("num_tokens", self.num_tokens));
        if let Encoding::Int = self.output_mode {
            let fault = Fault::new("takes `multi_hot`, `one_hot` or `count` as its `output_mode`");
            return ShapeResult::Err(fault.of_argument());
        }
        let x = shape_try!(inputs.one());
        if let DType::Float = x.dtype() {
            let fault =
                Fault::new("encodes integer categories, was given numbers to calculate with, of shape ");
            return ShapeResult::Err(
                fault.shape(&x.shape()).help("`Input(4, dtype = int32)` takes categories"),
            );
        }
        encoded(self.output_mode, &x.shape(), depth)
    }
}

impl Layer for CategoryEncoding {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        encode(self.output_mode, &inputs[0], self.num_tokens)
    }
}
