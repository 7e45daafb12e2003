//! The differentiable operations, each family with its forward, its gradient and its tests side by side.

mod activation;
mod adaptive_pooling;
mod add;
pub(crate) mod affine;
mod arithmetic;
mod attention;
mod binary;
mod broadcast;
mod compare;
mod concatenate;
mod constants;
mod control;
mod convolution;
mod convolution_transpose;
mod cross_entropy;
mod ctc;
mod cumsum;
mod depthwise;
mod dropout;
mod elementwise;
mod extremes;
mod gather;
mod glu;
mod linalg;
mod linear;
mod matmul;
mod neural;
pub(crate) mod normalization;
mod pad_crop;
mod permute;
mod pooling;
mod random;
mod recurrence;
mod reduce;
mod repeat;
mod resize;
mod reverse;
pub(crate) mod root_mean_square;
mod row_loss;
mod shape;
mod signal;
mod slice;
mod softmax;
mod sparsemax;
mod statistics;
mod unary;
#[cfg(test)]
mod walk;
mod where_;

pub(crate) use activation::activation;
pub use adaptive_pooling::{adaptive_average_pool, adaptive_max_pool};
pub use arithmetic::{add, divide, maximum, minimum, multiply, negative, pow, prelu, subtract};
pub(crate) use attention::{AttentionMask, attend, attention_weights, masked_softmax};
pub use binary::Operand;
pub use compare::{
    equal, greater, greater_equal, less, less_equal, logical_and, logical_not, logical_or, not_equal,
};
pub use concatenate::{concatenate, stack};
pub use constants::{cast, constant, int_shape, ndim, ones_like, shape, zeros_like};
pub use control::{associative_scan, cond, fori_loop, scan, switch, vectorized_map, while_loop};
pub use convolution::conv;
pub(crate) use convolution::{Sliding, convolve};
pub use convolution_transpose::conv_transpose;
pub(crate) use convolution_transpose::convolve_transposed;
pub use cross_entropy::{softmax_cross_entropy, sparse_softmax_cross_entropy};
pub use ctc::ctc_loss;
pub use cumsum::cumsum;
pub(crate) use depthwise::depthwise;
pub use depthwise::depthwise_conv;
pub(crate) use dropout::dropout;
pub use elementwise::{
    abs, clip, cos, erf, exp, expm1, floor, log, log1p, relu, round, sigmoid, sign, sin, softplus, sqrt,
    square, tanh,
};
pub use extremes::{all, all_axis, any, any_axis, argmax, argmax_axis, max, max_axis, min, min_axis};
pub(crate) use gather::rows_of;
pub use gather::{gather, one_hot};
pub(crate) use glu::glu;
pub use linalg::{
    NormOrder, QrMode, cholesky, cholesky_inverse, det, eigh, inv, logdet, lstsq, lu_factor, matrix_rank,
    norm, pinv, qr, slogdet, solve, solve_triangular, svd,
};
pub use linear::{dot, linear};
pub use matmul::{batch_dot, matmul};
pub use neural::{
    batch_normalization, dot_product_attention, layer_normalization, moments, multi_hot, psnr,
    rms_normalization,
};
pub use pad_crop::{crop, zero_pad};
pub(crate) use permute::to_last;
pub use permute::{permute_dimensions, transpose};
pub use pooling::{average_pool, max_pool, upsample};
pub use random::{RandomSource, random_normal, random_uniform};
pub(crate) use recurrence::{Sequence, recurrence};
pub use reduce::{mean, mean_axis, prod, prod_axis, sum, sum_axis};
pub use repeat::{repeat, tile};
pub use resize::resize;
pub use reverse::reverse;
pub(crate) use row_loss::{PointLoss, RowLoss, row_loss};
pub(in crate::autodiff) use shape::view_as;
pub use shape::{batch_flatten, expand_dims, flatten, reshape, squeeze, stop_gradient};
pub use signal::{Window, extract_sequences, fft, fft2, ifft2, irfft, istft, rfft, stft};
pub use slice::part;
pub use softmax::{log_softmax, log_softmax_axis, logsumexp, logsumexp_axis, softmax, softmax_axis};
pub(crate) use sparsemax::sparsemax;
pub(crate) use statistics::unit_length;
pub use statistics::{bias_add, l2_normalize, std, std_axis, var, var_axis};
pub use unary::map;
pub(crate) use unary::piecewise_linear;
pub use where_::where_;
