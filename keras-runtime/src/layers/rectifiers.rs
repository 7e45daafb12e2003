//! Advanced activation layers: ReLU, LeakyReLU and ELU.

use crate::activations::{elu_with, leaky_relu_with, relu_with};
use crate::autodiff::Tensor;
use crate::layer::rules::not_negative;
use crate::layer::{Config, Context, Layer};
use crate::shape::{Inputs, ShapeResult, Spec};
use crate::shape_try;

/// Rectified linear unit: `max(x, 0)`, and variations, below `threshold` the line `negative_slope * (x - threshold)`,
/// and never more than `max_value`. The shape stays as it is.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![ReLU(max_value = 6.0, input = 3)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0, 8.0]])?, array![[0.0, 3.0, 6.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.ReLU`](https://keras.io/api/layers/activation_layers/relu/).
#[doc(alias = "Relu")]
#[derive(Config, Clone, Copy, Debug)]
pub struct ReLU {
    /// Maximum of the output: 0 or more; without it, there is none.
    max_value: Option<f32>,
    /// Negative slope, below the threshold: 0 or more.
    #[default(0.0)]
    negative_slope: f32,
    /// Threshold where the slope of 1 begins: 0 or more.
    #[default(0.0)]
    threshold: f32,
}

impl ReLU {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(not_negative("negative_slope", self.negative_slope));
        shape_try!(not_negative("threshold", self.threshold));
        if let Some(max_value) = self.max_value {
            shape_try!(not_negative("max_value", max_value));
        }
        relu_with(self.negative_slope, self.max_value, self.threshold).rule(shape_try!(inputs.one_float()))
    }
}

impl Layer for ReLU {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        relu_with(self.negative_slope, self.max_value, self.threshold).apply(&inputs[0])
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

/// Leaky rectified linear unit: `x` above 0, `negative_slope * x` below. The shape stays as it is.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![LeakyReLU(0.5, input = 2)];
/// assert_eq!(model.predict(&array![[-2.0, 3.0]])?, array![[-1.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.LeakyReLU`](https://keras.io/api/layers/activation_layers/leaky_relu/).
#[doc(alias = "LeakyRelu")]
#[derive(Config, Clone, Copy, Debug)]
pub struct LeakyReLU {
    /// Negative slope, below 0: 0 or more.
    #[doc(alias = "alpha")]
    #[default(0.3)]
    negative_slope: f32,
}

impl LeakyReLU {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        shape_try!(not_negative("negative_slope", self.negative_slope));
        leaky_relu_with(self.negative_slope).rule(shape_try!(inputs.one_float()))
    }
}

impl Layer for LeakyReLU {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        leaky_relu_with(self.negative_slope).apply(&inputs[0])
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}

/// Exponential linear unit: `x` above 0, `alpha * (exp(x) - 1)` below. The shape stays as it is.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![ELU(input = 2)];
/// assert_eq!(model.predict(&array![[-100.0, 3.0]])?, array![[-1.0, 3.0]]);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// As [`keras.layers.ELU`](https://keras.io/api/layers/activation_layers/elu/). Source: Clevert et al., "Fast and
/// accurate deep network learning by exponential linear units" (2016).
#[doc(alias = "Elu")]
#[derive(Config, Clone, Copy, Debug)]
pub struct ELU {
    /// Scale of the negative part: the value far below 0, negated.
    #[default(1.0)]
    alpha: f32,
}

impl ELU {
    /// The output is shaped as the input.
    pub const fn rule(&self, inputs: Inputs<'_>) -> ShapeResult<Spec> {
        elu_with(self.alpha).rule(shape_try!(inputs.one_float()))
    }
}

impl Layer for ELU {
    fn call(&self, inputs: &[Tensor], _: &Context<'_>) -> Tensor {
        elu_with(self.alpha).apply(&inputs[0])
    }

    fn mask(&self, inputs: &[Tensor]) -> Option<Tensor> {
        inputs[0].mask()
    }
}
