//! An activation function as a layer.

use crate::activations::Function;
use crate::autodiff::Tensor;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Activation function as a layer; the shape stays as it is.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Activation(relu, input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0]])?, array![[0.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.Activation`](https://keras.io/api/layers/core_layers/activation/).
#[doc(alias("GELU", "Tanh", "Sigmoid", "SiLU", "Swish", "Mish", "Softplus", "LogSoftmax"))]
#[derive(Config, Clone, Copy, Debug)]
pub struct Activation {
    /// The function, such as `relu`.
    activation: Function,
}

impl Activation {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        self.activation.rule(shape_try!(inputs.one_float()))
    }
}

impl Layer for Activation {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        self.activation.apply(&inputs[0])
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
