//! Lambda: a function as a layer.

use crate::Error;
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Argument, Classes, Value, nameless, unexpected};
use crate::layer::rules::at_least_one;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Dim, Fault, Inputs, List, MAX_RANK, Shape, ShapeResult, Spec};
use crate::shape_try;

/// Function of a tensor as a layer: `Lambda(|x| K::square(x))`.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Lambda(|x| K::square(x), input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0]])?, array![[4.0, 9.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Its output is shaped as its input unless `output_shape` says otherwise, since rustc cannot run the function; an
/// output of another shape than promised is an error when the model runs. Without `output_shape` it hands on which steps
/// are masked, which Keras does only if asked by its `mask`; with it, it does not. As
/// [`keras.layers.Lambda`](https://keras.io/api/layers/core_layers/lambda/).
#[derive(Config, Clone, Copy, Debug)]
pub struct Lambda {
    /// The function; the batch is axis 0 of its argument.
    function: fn(&Tensor) -> Tensor,
    /// The shape of what it gives for a sample.
    output_shape: Option<List<usize>>,
}

/// A function has no name that a file could hold.
impl Argument for fn(&Tensor) -> Tensor {
    fn to_json(&self) -> Result<Value> {
        Err(nameless("a layer"))
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        Err(unexpected("a function of Rust, which no file can hold", value))
    }
}

impl Lambda {
    /// The output is shaped as promised.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        let Some(sizes) = self.output_shape else {
            let x = shape_try!(inputs.one());
            return ShapeResult::Ok(x.with_shape(x.shape()));
        };
        if sizes.len() > MAX_RANK {
            let fault = Fault::new("promises ").number(sizes.len());
            let fault = fault.text(" axes in `output_shape`, a sample has at most 5");
            return ShapeResult::Err(fault.of_argument());
        }
        let (mut shape, mut i) = (Shape::SCALAR, 0);
        while i < sizes.len() {
            shape = shape.push(Dim::Known(shape_try!(at_least_one("output_shape", sizes.get(i)))));
            i += 1;
        }
        let x = shape_try!(inputs.one());
        ShapeResult::Ok(x.with_shape(shape))
    }
}

impl Layer for Lambda {
    fn call(&self, inputs: &[Tensor], context: &Context<'_>) -> Tensor {
        let x = &inputs[0];
        let y = (self.function)(x);
        let (given, found) = (x.shape(), y.shape());
        let fits = match (self.output_shape, found.split_first()) {
            (_, None) => false,
            (Some(sizes), Some((batch, found))) => {
                given[0] == *batch && sizes.iter().eq(found.iter().copied())
            }
            (None, Some(_)) => given == found,
        };
        if fits {
            return y;
        }
        let error =
            Error::expected("`Lambda`", format!("an output for an input of {given} as promised"), found);
        context.tape().fail(error.help("say what the function gives for a sample: `output_shape = (…)`"))
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask().filter(|_| self.output_shape.is_none())
    }
}
