//! The differentiable operations, each family with its forward, its gradient and its tests side by side.

mod activation;
pub(crate) mod affine;
mod arithmetic;
mod attention;
mod broadcast;
mod choose;
mod compare;
mod constants;
mod convolution;
mod convolution_transpose;
mod copies;
mod cross_entropy;
mod cumsum;
mod depthwise;
mod dropout;
mod elementwise;
mod extremes;
mod frame;
mod gather;
mod glu;
mod join;
mod linear;
mod map;
mod matmul;
pub(crate) mod normalization;
mod part;
mod permute;
mod plus;
mod pooling;
mod recurrence;
mod reduce;
mod resize;
mod reverse;
mod row_loss;
mod shape;
mod softmax;
mod sparsemax;
mod statistics;
#[cfg(test)]
mod walk;
mod zip;

pub(crate) use activation::activation;
pub use arithmetic::{add, divide, maximum, minimum, multiply, negative, pow, prelu, subtract};
pub(crate) use attention::{AttentionMask, attend, attention_weights, masked_softmax};
pub use choose::where_;
pub use compare::{
    equal, greater, greater_equal, less, less_equal, logical_and, logical_not, logical_or, not_equal,
};
pub use constants::{cast, constant, int_shape, ndim, ones_like, shape, zeros_like};
pub use convolution::conv;
pub(crate) use convolution::{Sliding, convolve};
pub use convolution_transpose::conv_transpose;
pub(crate) use convolution_transpose::convolve_transposed;
pub use copies::{repeat, tile};
pub use cross_entropy::{softmax_cross_entropy, sparse_softmax_cross_entropy};
pub use cumsum::cumsum;
pub(crate) use depthwise::depthwise;
pub use depthwise::depthwise_conv;
pub(crate) use dropout::dropout;
pub use elementwise::{
    abs, clip, cos, erf, exp, expm1, floor, log, log1p, relu, round, sigmoid, sign, sin, softplus, sqrt,
    square, tanh,
};
pub use extremes::{all, all_axis, any, any_axis, argmax, argmax_axis, max, max_axis, min, min_axis};
pub use frame::{crop, zero_pad};
pub(crate) use gather::rows_of;
pub use gather::{gather, one_hot};
pub(crate) use glu::glu;
pub use join::{concatenate, stack};
pub use linear::{dot, linear};
pub use map::map;
pub use matmul::{batch_dot, matmul};
pub use part::part;
pub use permute::{permute_dimensions, transpose};
pub use pooling::{average_pool, max_pool, upsample};
pub(crate) use recurrence::{Sequence, recurrence};
pub use reduce::{mean, mean_axis, prod, prod_axis, sum, sum_axis};
pub use resize::resize;
pub use reverse::reverse;
pub(crate) use row_loss::{PointLoss, RowLoss, row_loss};
pub use shape::{batch_flatten, expand_dims, flatten, reshape, squeeze, stop_gradient};
pub use softmax::{log_softmax, log_softmax_axis, logsumexp, logsumexp_axis, softmax, softmax_axis};
pub(crate) use sparsemax::sparsemax;
pub use statistics::{bias_add, l2_normalize, std, std_axis, var, var_axis};
pub use zip::Operand;
