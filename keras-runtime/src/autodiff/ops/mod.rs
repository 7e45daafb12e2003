//! The differentiable operations, each family with its forward, its gradient and its tests side by side.

mod activation;
mod adaptive_pooling;
mod add;
pub(crate) mod affine;
mod arithmetic;
mod arrange;
mod attention;
mod binary;
mod broadcast;
mod compare;
mod concatenate;
mod constants;
mod control;
mod convolution;
mod convolution_transpose;
mod create;
mod cross_entropy;
mod ctc;
mod ctc_decode;
mod cumulative;
mod depthwise;
mod dropout;
mod elementwise;
mod extremes;
mod functions;
mod gather;
mod glu;
pub(crate) mod image;
mod index;
mod linalg;
mod linear;
mod matmul;
mod neural;
pub(crate) mod normalization;
mod pad_crop;
mod permute;
mod pooling;
mod products;
mod random;
pub(crate) mod ranks;
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
mod sort;
mod sparsemax;
mod statistics;
mod unary;
#[cfg(test)]
mod walk;
mod where_;

pub(crate) use activation::activation;
pub use adaptive_pooling::{adaptive_average_pool, adaptive_max_pool};
pub use arithmetic::{add, divide, maximum, minimum, multiply, negative, pow, prelu, subtract};
pub use arrange::{
    Index, PadMode, Sections, append, append_axis, array_split, broadcast_to, depth_to_space, dsplit, dstack,
    flip, fliplr, flipud, fold, get_item, hsplit, hstack, moveaxis, pad, rearrange, roll, roll_axis, rot90,
    select, slice, slice_update, space_to_depth, split, swapaxes, unfold, unstack, vsplit, vstack,
};
pub(crate) use attention::{AttentionMask, attend, attention_weights, masked_softmax};
pub use binary::Operand;
pub use compare::{
    allclose, equal, greater, greater_equal, isclose, less, less_equal, logical_and, logical_not, logical_or,
    logical_xor, not_equal,
};
pub use concatenate::{concatenate, stack};
pub use constants::{cast, constant, int_shape, ndim, ones_like, shape, zeros_like};
pub use control::{Branch, associative_scan, cond, fori_loop, scan, switch, vectorized_map, while_loop};
pub use convolution::conv;
pub(crate) use convolution::{Sliding, convolve};
pub use convolution_transpose::conv_transpose;
pub(crate) use convolution_transpose::convolve_transposed;
pub use create::{
    Indexing, arange, bartlett, blackman, diag, diagflat, diagonal, eye, full, full_like, geomspace, hamming,
    hanning, identity, kaiser, linspace, logspace, meshgrid, ones, trace, tri, tril, triu, vander, zeros,
};
pub use cross_entropy::{softmax_cross_entropy, sparse_softmax_cross_entropy};
pub use ctc::ctc_loss;
pub use ctc_decode::{CtcDecoding, ctc_decode};
pub use cumulative::{cumprod, cumsum};
pub(crate) use depthwise::depthwise;
pub use depthwise::depthwise_conv;
pub(crate) use dropout::dropout;
pub use elementwise::{
    abs, clip, cos, erf, exp, expm1, floor, log, log1p, relu, round, sigmoid, sign, sin, softplus, sqrt,
    square, tanh,
};
pub use extremes::{
    all, all_axis, any, any_axis, argmax, argmax_axis, argmin, argmin_axis, max, max_axis, min, min_axis,
};
pub use functions::{
    arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, bitwise_and, bitwise_left_shift, bitwise_not,
    bitwise_or, bitwise_right_shift, bitwise_xor, cbrt, ceil, cosh, deg2rad, divide_no_nan, erfc, erfinv,
    exp2, floor_divide, fmax, fmin, fmod, gcd, heaviside, hypot, i0, isfinite, isinf, isnan, isneginf,
    isposinf, lcm, ldexp, log2, log10, logaddexp, logaddexp2, mod_, nan_to_num, nextafter, rad2deg,
    reciprocal, rsqrt, signbit, sinc, sinh, tan, trunc,
};
pub(crate) use gather::rows_of;
pub use gather::{gather, one_hot};
pub(crate) use glu::glu;
pub use image::{
    FillMode, affine_transform, elastic_transform, extract_patches, gaussian_blur, hsv_to_rgb,
    map_coordinates, perspective_transform, rgb_to_grayscale, rgb_to_hsv, scale_and_translate, sobel_edges,
    ssim,
};
pub use index::{
    ScatterReduction, scatter, scatter_update, segment_max, segment_min, segment_prod, segment_sum, take,
    take_along_axis, take_axis, unravel_index,
};
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
pub use products::{Contraction, cdist, cross, einsum, inner, kron, outer, tensordot, vdot};
pub use random::{
    RandomSource, random_beta, random_binomial, random_categorical, random_gamma, random_normal,
};
pub use random::{random_randint, random_shuffle, random_truncated_normal, random_uniform};
pub(crate) use recurrence::{Sequence, recurrence};
pub use reduce::{mean, mean_axis, prod, prod_axis, sum, sum_axis};
pub use repeat::{repeat, tile};
pub use resize::resize;
pub(crate) use resize::resize_smoothly;
pub use reverse::reverse;
pub(crate) use row_loss::{PointLoss, RowLoss, row_loss};
pub(in crate::autodiff) use shape::view_as;
pub use shape::{batch_flatten, expand_dims, flatten, reshape, squeeze, stop_gradient};
pub use signal::{Window, extract_sequences, fft, fft2, ifft2, irfft, istft, rfft, stft};
pub use slice::part;
pub use softmax::{log_softmax, log_softmax_axis, logsumexp, logsumexp_axis, softmax, softmax_axis};
pub use sort::{
    Side, argpartition, argsort, digitize, in_top_k, isin, nonzero, searchsorted, sort, top_k, unique,
};
pub(crate) use sparsemax::sparsemax;
pub(crate) use statistics::unit_length;
pub use statistics::{
    CorrelateMode, QuantileMethod, average, average_axis, bias_add, bincount, corrcoef, correlate,
    count_nonzero, count_nonzero_axis, diff, histogram, l2_normalize, median, median_axis, nanargmax,
    nanargmax_axis, nanargmin, nanargmin_axis, nancumprod, nancumsum, nanmax, nanmax_axis, nanmean,
    nanmean_axis, nanmedian, nanmedian_axis, nanmin, nanmin_axis, nanpercentile, nanpercentile_axis, nanprod,
    nanprod_axis, nanquantile, nanquantile_axis, nanstd, nanstd_axis, nansum, nansum_axis, nanvar,
    nanvar_axis, percentile, percentile_axis, ptp, ptp_axis, quantile, quantile_axis, std, std_axis,
    trapezoid, var, var_axis,
};
pub use unary::map;
pub(crate) use unary::piecewise_linear;
pub use where_::where_;

// Keras's other names of what is there.
pub use arithmetic::{divide as true_divide, pow as power};
pub use elementwise::{abs as absolute, abs as fabs};
pub use extremes::{max as amax, max_axis as amax_axis, min as amin, min_axis as amin_axis};
pub use functions::{
    bitwise_left_shift as left_shift, bitwise_not as bitwise_invert, bitwise_right_shift as right_shift,
};
pub use shape::flatten as ravel;
