//! Tensor operations with gradients, `keras.backend` and `keras.ops` of Keras: `use keras::backend as K`. Losses,
//! metrics and layers are written with them.
//!
//! Names and meaning are those of `keras.backend`. Tensors also take `+`, `-`, `*` and `/` with tensors, references to
//! tensors and numbers, with NumPy's broadcasting.
//!
//! ```
//! use keras::autodiff::{Tape, Tensor};
//! use keras::backend as K;
//!
//! fn mean_squared_error(y_true: &Tensor, y_pred: &Tensor) -> Tensor {
//!     K::mean_axis(&K::square(&(y_pred - y_true)), -1)
//! }
//!
//! let tape = Tape::new();
//! let (y_true, y_pred) = (tape.array(&[[0.0, 1.0]]), tape.array(&[[0.5, 0.5]]));
//! assert_eq!(mean_squared_error(&y_true, &y_pred).to_array(), keras::ndarray::array![0.25].into_dyn());
//! ```
//!
//! What differs from Keras:
//!
//! - A function over all elements and one along an axis have two names: [`sum`] gives a scalar, [`sum_axis`] takes
//!   an axis, which goes from the shape. Negative axes count from the end.
//! - Nothing here returns an error, and nothing panics. What does not fit is noted on the [`Tape`](super::Tape), which
//!   whoever runs the computation asks; the tensor that comes back reads as NaN and spoils what is computed from it.
//! - Numbers are `f32`, of which denormal ones count as 0. The answers of comparisons are 1 and 0, indices are whole numbers.
//! - An index out of range is an error, always, where Keras moves it, passes over it, or gives NaN. [`gather`], [`one_hot`],
//!   [`scatter`] and segments take indices from 0 on; [`take`] and its like also count from the end.
//! - What the data decide the shape of, as [`unique`], works as anything else: nothing is traced.
//!
//! | | |
//! |---|---|
//! | of each element | [`abs`] [`absolute`] [`cbrt`] [`clip`] [`erf`] [`erfc`] [`erfinv`] [`exp`] [`exp2`] [`expm1`] [`fabs`] [`i0`] [`log`] [`log10`] [`log1p`] [`log2`] [`map`] [`nan_to_num`] [`negative`] [`reciprocal`] [`relu`] [`rsqrt`] [`sigmoid`] [`sign`] [`sinc`] [`softplus`] [`sqrt`] [`square`] |
//! | angles and hyperbolas | [`arccos`] [`arccosh`] [`arcsin`] [`arcsinh`] [`arctan`] [`arctan2`] [`arctanh`] [`cos`] [`cosh`] [`deg2rad`] [`hypot`] [`rad2deg`] [`sin`] [`sinh`] [`tan`] [`tanh`] |
//! | rounding and remainders | [`ceil`] [`floor`] [`floor_divide`] [`fmod`] [`mod_`] [`round`] [`trunc`] |
//! | of two tensors | [`add`] [`divide`] [`divide_no_nan`] [`fmax`] [`fmin`] [`heaviside`] [`logaddexp`] [`logaddexp2`] [`maximum`] [`minimum`] [`multiply`] [`nextafter`] [`pow`] [`power`] [`prelu`] [`select`] [`subtract`] [`true_divide`] [`where_`] |
//! | of whole numbers | [`bitwise_and`] [`bitwise_invert`] [`bitwise_left_shift`] [`bitwise_not`] [`bitwise_or`] [`bitwise_right_shift`] [`bitwise_xor`] [`gcd`] [`lcm`] [`ldexp`] [`left_shift`] [`right_shift`] |
//! | questions | [`allclose`] [`equal`] [`greater`] [`greater_equal`] [`isclose`] [`isfinite`] [`isin`] [`isinf`] [`isnan`] [`isneginf`] [`isposinf`] [`less`] [`less_equal`] [`logical_and`] [`logical_not`] [`logical_or`] [`logical_xor`] [`not_equal`] [`signbit`] |
//! | reductions, all with `_axis` | [`all`] [`amax`] [`amin`] [`any`] [`argmax`] [`argmin`] [`average`] [`count_nonzero`] [`logsumexp`] [`max`] [`mean`] [`median`] [`min`] [`percentile`] [`prod`] [`ptp`] [`quantile`] [`std`](std()) [`sum`] [`var`] |
//! | that pass over NaN, all with `_axis` | [`nanargmax`] [`nanargmin`] [`nanmax`] [`nanmean`] [`nanmedian`] [`nanmin`] [`nanpercentile`] [`nanprod`] [`nanquantile`] [`nanstd`] [`nansum`] [`nanvar`] |
//! | along an axis | [`cumprod`] [`cumsum`] [`diff`] [`l2_normalize`] [`log_softmax`] [`nancumprod`] [`nancumsum`] [`softmax`] [`trapezoid`] |
//! | counts and correlations | [`bincount`] [`corrcoef`] [`correlate`] [`histogram`] |
//! | sorting and searching | [`argpartition`] [`argsort`] [`digitize`] [`in_top_k`] [`nonzero`] [`searchsorted`] [`sort`] [`top_k`] [`unique`] |
//! | products | [`batch_dot`] [`bias_add`] [`cdist`] [`cross`] [`dot`] [`einsum`] [`inner`] [`kron`] [`linear`] [`matmul`] [`outer`] [`tensordot`] [`vdot`] |
//! | linear algebra | [`cholesky`] [`cholesky_inverse`] [`det`] [`eigh`] [`inv`] [`logdet`] [`lstsq`] [`lu_factor`] [`matrix_rank`] [`norm`] [`pinv`] [`qr`] [`slogdet`] [`solve`] [`solve_triangular`] [`svd`] |
//! | signals | [`extract_sequences`] [`fft`] [`fft2`] [`ifft2`] [`irfft`] [`istft`] [`rfft`] [`stft`] |
//! | networks | [`batch_normalization`] [`dot_product_attention`] [`layer_normalization`] [`moments`] [`multi_hot`] [`psnr`] [`rms_normalization`] |
//! | control flow | [`associative_scan`] [`cond`] [`fori_loop`] [`scan`] [`switch`] [`vectorized_map`] [`while_loop`] |
//! | of images, series and volumes | [`adaptive_average_pool`] [`adaptive_max_pool`] [`average_pool`] [`conv`] [`conv_transpose`] [`crop`] [`depth_to_space`] [`depthwise_conv`] [`fold`] [`max_pool`] [`resize`] [`space_to_depth`] [`unfold`] [`upsample`] [`zero_pad`] |
//! | of images, `keras.ops.image` | [`affine_transform`] [`elastic_transform`] [`extract_patches`] [`gaussian_blur`] [`hsv_to_rgb`] [`map_coordinates`] [`perspective_transform`] [`rgb_to_grayscale`] [`rgb_to_hsv`] [`scale_and_translate`] [`sobel_edges`] [`ssim`] |
//! | shapes | [`batch_flatten`] [`broadcast_to`] [`expand_dims`] [`flatten`] [`int_shape`] [`moveaxis`] [`ndim`] [`permute_dimensions`] [`ravel`] [`rearrange`] [`reshape`] [`shape`](shape()) [`squeeze`] [`swapaxes`] [`transpose`] |
//! | parts | [`array_split`] [`dsplit`] [`gather`] [`get_item`] [`hsplit`] [`part`] [`slice`](fn@slice) [`split`] [`take`] [`take_along_axis`] [`unravel_index`] [`unstack`] [`vsplit`] |
//! | joined and arranged | [`append`] [`concatenate`] [`dstack`] [`flip`] [`fliplr`] [`flipud`] [`hstack`] [`one_hot`] [`pad`] [`repeat`] [`reverse`] [`roll`] [`rot90`] [`stack`] [`tile`] [`vstack`] |
//! | updates and segments | [`scatter`] [`scatter_update`] [`segment_max`] [`segment_min`] [`segment_prod`] [`segment_sum`] [`slice_update`] |
//! | diagonals and triangles | [`diag`] [`diagflat`] [`diagonal`] [`eye`] [`identity`] [`trace`] [`tri`] [`tril`] [`triu`] |
//! | cross-entropies in one pass, and what is read from logits | [`ctc_decode`] [`ctc_loss`] [`softmax_cross_entropy`] [`sparse_softmax_cross_entropy`] |
//! | constants | [`arange`] [`cast`] [`constant`] [`full`] [`full_like`] [`geomspace`] [`linspace`] [`logspace`] [`meshgrid`] [`ones`] [`ones_like`] [`stop_gradient`] [`vander`] [`zeros`] [`zeros_like`] |
//! | random numbers | [`random_beta`] [`random_binomial`] [`random_categorical`] [`random_gamma`] [`random_normal`] [`random_randint`] [`random_shuffle`] [`random_truncated_normal`] [`random_uniform`] |
//! | windows of signals | [`bartlett`] [`blackman`] [`hamming`] [`hanning`] [`kaiser`] |
//!
//! Keras has some under several names, which mean the same here. An optional argument of Keras is an argument here, and its
//! default is in the documentation; what Keras takes as a word is an enumeration, as [`PadMode`].
//!
//! What of `keras.ops` is left out, and what to use instead:
//!
//! | | |
//! |---|---|
//! | complex numbers: `angle`, `conj`, `imag`, `polar`, `real`, `view_as_complex` | two tensors, the real and the imaginary part |
//! | element types: `dtype`, `isreal`, `saturate_cast`, `view` | all numbers are `f32`; [`cast`] to whole numbers |
//! | `array`, `convert_to_tensor`, `convert_to_numpy`, `copy`, `is_tensor`, `size` | [`Tape::array`](super::Tape::array), [`Tensor::to_array`](super::Tensor::to_array), `clone`, a tensor is a type, `x.shape().iter().product()` |
//! | `empty`, `empty_like` | [`zeros`], [`zeros_like`] |
//! | `vectorize` | [`map`](fn@map) of numbers, [`vectorized_map`] of tensors |
//! | `keepdims` | [`expand_dims`] |
//! | several axes at once | one after the other, or [`permute_dimensions`] and [`reshape`] |

pub use super::ops::*;
pub use crate::kernels::affine::Interpolation;
pub use crate::kernels::resample::Filter;
pub use crate::kernels::windows::Padding;
