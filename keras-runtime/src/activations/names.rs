//! The names under which a model finds the functions.
#![allow(non_upper_case_globals)]

use super::Function;
use crate::autodiff::Tensor;

/// `x` itself.
pub const linear: Function = Function::Linear;

/// `max(x, 0)`.
pub const relu: Function = relu_with(0.0, None, 0.0);

/// [`relu`] that is not flat below `threshold`, `negative_slope * (x - threshold)`, and at most `max_value`.
///
/// ```
/// # use keras::{activations::relu_with, autodiff::Tape};
/// let x = Tape::new().array(&[-2.0, 1.0, 3.0]);
/// let y = relu_with(0.1, Some(2.0), 0.0).apply(&x);
/// assert_eq!(y.to_array(), ndarray::array![-0.2, 1.0, 2.0].into_dyn());
/// ```
pub const fn relu_with(negative_slope: f32, max_value: Option<f32>, threshold: f32) -> Function {
    let max_value = match max_value {
        Some(max_value) => max_value,
        None => f32::INFINITY,
    };
    Function::Relu { negative_slope, max_value, threshold }
}

/// [`relu`] that is at most 6.
pub const relu6: Function = relu_with(0.0, Some(6.0), 0.0);

/// [`relu`] with a slope of 0.2 below 0.
pub const leaky_relu: Function = leaky_relu_with(0.2);

/// [`relu`] with a slope of its own below 0.
pub const fn leaky_relu_with(negative_slope: f32) -> Function {
    relu_with(negative_slope, None, 0.0)
}

/// [`elu_with`] an `alpha` of 1.
pub const elu: Function = elu_with(1.0);

/// `x` above 0, `alpha * (exp(x) - 1)` below.
///
/// Source: Clevert et al., "Fast and accurate deep network learning by exponential linear units" (2016).
pub const fn elu_with(alpha: f32) -> Function {
    Function::Elu { alpha }
}

/// [`celu_with`] an `alpha` of 1.
pub const celu: Function = celu_with(1.0);

/// `x` above 0, `alpha * (exp(x / alpha) - 1)` below: without a corner whatever `alpha` is.
///
/// Source: Barron, "Continuously differentiable exponential linear units" (2017).
pub const fn celu_with(alpha: f32) -> Function {
    Function::Celu { alpha }
}

/// [`elu`], scaled so that deep networks keep mean 0 and variance 1; goes with
/// [`lecun_normal`](crate::initializers::lecun_normal).
///
/// Source: Klambauer et al., "Self-normalizing neural networks" (2017).
pub const selu: Function = Function::Selu;

/// `x` times the probability that a standard normal number is below `x`.
///
/// Source: Hendrycks and Gimpel, "Gaussian error linear units" (2016).
pub const gelu: Function = gelu_with(false);

/// [`gelu`], or its approximation by a hyperbolic tangent.
pub const fn gelu_with(approximate: bool) -> Function {
    Function::Gelu { approximate }
}

/// `x * sigmoid(x)`.
///
/// Source: Ramachandran et al., "Searching for activation functions" (2017).
pub const silu: Function = Function::Silu;

/// Another name of [`silu`].
pub const swish: Function = silu;

/// `x * tanh(softplus(x))`.
///
/// Source: Misra, "Mish: a self regularized non-monotonic activation function" (2019).
pub const mish: Function = Function::Mish;

/// `log(1 + exp(x))`: [`relu`] without a corner.
pub const softplus: Function = Function::Softplus;

/// `x / (1 + |x|)`.
pub const softsign: Function = Function::Softsign;

/// [`squareplus_with`] a `b` of 4.
pub const squareplus: Function = squareplus_with(4.0);

/// `(x + sqrt(x² + b)) / 2`: [`relu`] with a corner rounded by `b`.
///
/// Source: Barron, "Squareplus: a softplus-like algebraic rectifier" (2021).
pub const fn squareplus_with(b: f32) -> Function {
    Function::Squareplus { b }
}

/// [`soft_shrink_with`] a threshold of 0.5.
pub const soft_shrink: Function = soft_shrink_with(0.5);

/// `x` moved towards 0 by `threshold`, and 0 where it would pass it.
pub const fn soft_shrink_with(threshold: f32) -> Function {
    Function::SoftShrink { threshold }
}

/// [`hard_shrink_with`] a threshold of 0.5.
pub const hard_shrink: Function = hard_shrink_with(0.5);

/// `x` where its size is above `threshold`, else 0.
pub const fn hard_shrink_with(threshold: f32) -> Function {
    Function::HardShrink { threshold }
}

/// `x - tanh(x)`.
pub const tanh_shrink: Function = Function::TanhShrink;

/// `x` where it is above `threshold`, else `default_value`.
pub const fn threshold(threshold: f32, default_value: f32) -> Function {
    Function::Threshold { threshold, default_value }
}

/// 0 below -1, `x` above 1, and the parabola `(x + 1)² / 4` that joins them.
pub const sparse_plus: Function = Function::SparsePlus;

/// 0 below -1, 1 above 1, and the line `(x + 1) / 2` that joins them.
///
/// Source: Blondel et al., "Learning with Fenchel-Young losses" (2019).
pub const sparse_sigmoid: Function = Function::SparseSigmoid;

/// `1 / (1 + exp(-x))`: probabilities, each of its own.
pub const sigmoid: Function = Function::Sigmoid;

/// 0 below -3, 1 above 3, and the line `x / 6 + 0.5` that joins them.
pub const hard_sigmoid: Function = Function::HardSigmoid;

/// `log(1 / (1 + exp(-x)))`.
pub const log_sigmoid: Function = Function::LogSigmoid;

/// `x * hard_sigmoid(x)`.
///
/// Source: Howard et al., "Searching for MobileNetV3" (2019).
pub const hard_silu: Function = Function::HardSilu;

/// Another name of [`hard_silu`].
pub const hard_swish: Function = hard_silu;

/// The hyperbolic tangent.
pub const tanh: Function = Function::Tanh;

/// `x`, but at least -1 and at most 1.
pub const hard_tanh: Function = Function::HardTanh;

/// `exp(x)`.
pub const exponential: Function = Function::Exponential;

/// `exp(x)` over its sum along the last axis: probabilities that sum to 1.
pub const softmax: Function = Function::Softmax;

/// The logarithm of [`softmax`].
pub const log_softmax: Function = Function::LogSoftmax;

/// The point of the probabilities that sum to 1 along the last axis that is nearest to `x`; many of them are 0.
///
/// As in the paper. Keras 3 divides another sum, and what it gives does not sum to 1.
///
/// Source: Martins and Astudillo, "From softmax to sparsemax" (2016).
pub const sparsemax: Function = Function::Sparsemax;

/// The first half of the last axis times the [`sigmoid`] of the second: `(…, 2n)` becomes `(…, n)`.
///
/// Source: Dauphin et al., "Language modeling with gated convolutional networks" (2016).
pub const glu: Function = Function::Glu;

/// A function of your own, composed of operations of the [backend](crate::backend).
pub const fn custom(function: fn(&Tensor) -> Tensor) -> Function {
    Function::Custom(function)
}
