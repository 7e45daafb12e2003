//! Activation functions, as in [`keras.activations`](https://keras.io/api/layers/activations/).
//!
//! Each has the name that Keras gives it and Keras's default arguments; the form that takes arguments ends in
//! `_with`, and its arguments are in Keras's order.
//!
//! ```
//! use keras::activations::{Function, custom, leaky_relu_with, relu};
//! use keras::autodiff::{Tape, Tensor};
//!
//! let x = Tape::new().array(&[-2.0, 4.0]);
//! assert_eq!(relu.apply(&x).to_array(), ndarray::array![0.0, 4.0].into_dyn());
//! assert_eq!(leaky_relu_with(0.5).apply(&x).to_array(), ndarray::array![-1.0, 4.0].into_dyn());
//!
//! fn halve(x: &Tensor) -> Tensor {
//!     x * 0.5
//! }
//! const HALVE: Function = custom(halve);
//! assert_eq!(HALVE.apply(&x).to_array(), ndarray::array![-1.0, 2.0].into_dyn());
//! ```

mod json;
mod names;
mod pieces;
mod rule;

#[cfg(test)]
mod tests;

pub use names::*;

use crate::Error;
use crate::autodiff::{Tensor, ops};
use crate::backend as K;
use crate::kernels::activation::{Elu, Gelu, GeluTanh, LogSigmoid, Mish, Silu, TanhShrink};

/// An activation function: the value of a layer's `activation`.
#[allow(
    unpredictable_function_pointer_comparisons,
    reason = "functions that the compiler merged do the same"
)]
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Function {
    /// See [`linear`].
    Linear,
    /// See [`relu_with`].
    Relu {
        /// The slope below the threshold.
        negative_slope: f32,
        /// The greatest value; infinite if there is none.
        max_value: f32,
        /// Where the slope of 1 begins.
        threshold: f32,
    },
    /// See [`elu_with`].
    Elu {
        /// The value far below 0, negated.
        alpha: f32,
    },
    /// See [`celu_with`].
    Celu {
        /// The value far below 0, negated.
        alpha: f32,
    },
    /// See [`selu`].
    Selu,
    /// See [`gelu_with`].
    Gelu {
        /// Whether the hyperbolic tangent stands in for the error function.
        approximate: bool,
    },
    /// See [`silu`].
    Silu,
    /// See [`mish`].
    Mish,
    /// See [`softplus`].
    Softplus,
    /// See [`softsign`].
    Softsign,
    /// See [`squareplus_with`].
    Squareplus {
        /// How round the corner is.
        b: f32,
    },
    /// See [`soft_shrink_with`].
    SoftShrink {
        /// How far from 0 values are taken for 0.
        threshold: f32,
    },
    /// See [`hard_shrink_with`].
    HardShrink {
        /// How far from 0 values are taken for 0.
        threshold: f32,
    },
    /// See [`tanh_shrink`].
    TanhShrink,
    /// See [`threshold`].
    Threshold {
        /// The greatest value that is replaced.
        threshold: f32,
        /// What replaces it.
        default_value: f32,
    },
    /// See [`sparse_plus`].
    SparsePlus,
    /// See [`sparse_sigmoid`].
    SparseSigmoid,
    /// See [`sigmoid`].
    Sigmoid,
    /// See [`hard_sigmoid`].
    HardSigmoid,
    /// See [`log_sigmoid`].
    LogSigmoid,
    /// See [`hard_silu`].
    HardSilu,
    /// See [`tanh`].
    Tanh,
    /// See [`hard_tanh`].
    HardTanh,
    /// See [`exponential`].
    Exponential,
    /// See [`softmax`].
    Softmax,
    /// See [`log_softmax`].
    LogSoftmax,
    /// See [`sparsemax`].
    Sparsemax,
    /// See [`glu`].
    Glu,
    /// See [`custom`].
    Custom(fn(&Tensor) -> Tensor),
}

impl Function {
    /// Applies the function: the output is shaped as `x`, whose first axis is the batch; only [`glu`] halves the
    /// last axis.
    ///
    /// As everywhere in a computation, what does not fit is noted on the tape.
    pub fn apply(&self, x: &Tensor) -> Tensor {
        match *self {
            Self::Linear => x.clone(),
            Self::Relu { negative_slope, max_value, threshold } => {
                pieces::relu(x, negative_slope, max_value, threshold)
            }
            Self::Elu { alpha } => ops::activation(Elu { scale: 1.0, alpha, width: 1.0 }, x),
            Self::Celu { alpha } => ops::activation(Elu { scale: 1.0, alpha, width: alpha }, x),
            Self::Selu => ops::activation(Elu::SCALED, x),
            Self::Gelu { approximate: false } => ops::activation(Gelu, x),
            Self::Gelu { approximate: true } => ops::activation(GeluTanh, x),
            Self::Silu => ops::activation(Silu, x),
            Self::Mish => ops::activation(Mish, x),
            Self::Softplus => K::softplus(x),
            Self::Softsign => pieces::softsign(x),
            Self::Squareplus { b } => pieces::squareplus(x, b),
            Self::SoftShrink { threshold } => pieces::soft_shrink(x, threshold),
            Self::HardShrink { threshold } => pieces::hard_shrink(x, threshold),
            Self::TanhShrink => ops::activation(TanhShrink, x),
            Self::Threshold { threshold, default_value } => pieces::threshold(x, threshold, default_value),
            Self::SparsePlus => pieces::sparse_plus(x),
            Self::SparseSigmoid => pieces::ramp(x, [-1.0, 1.0], [0.0, 1.0]),
            Self::Sigmoid => K::sigmoid(x),
            Self::HardSigmoid => pieces::ramp(x, [-3.0, 3.0], [0.0, 1.0]),
            Self::LogSigmoid => ops::activation(LogSigmoid, x),
            Self::HardSilu => pieces::hard_silu(x),
            Self::Tanh => K::tanh(x),
            Self::HardTanh => pieces::ramp(x, [-1.0, 1.0], [-1.0, 1.0]),
            Self::Exponential => K::exp(x),
            Self::Softmax => K::softmax(x),
            Self::LogSoftmax => K::log_softmax(x),
            Self::Sparsemax => ops::sparsemax(x),
            Self::Glu => ops::glu(x),
            Self::Custom(function) => {
                let y = function(x);
                // Inside a recurrent layer another shape would be broadcast.
                if y.shape() == x.shape() {
                    return y;
                }
                x.tape().fail(Error::expected("custom activation", x.shape(), y.shape()))
            }
        }
    }
}
