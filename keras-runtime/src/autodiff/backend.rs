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
//! assert_eq!(mean_squared_error(&y_true, &y_pred).to_array(), ndarray::array![0.25].into_dyn());
//! ```
//!
//! What differs from Keras:
//!
//! - A function over all elements and one along an axis have two names: [`sum`] gives a scalar, [`sum_axis`] takes
//!   an axis, which goes from the shape. Negative axes count from the end.
//! - Nothing here returns an error, and nothing panics. What does not fit is noted on the [`Tape`](super::Tape), which
//!   whoever runs the computation asks; the tensor that comes back reads as NaN and spoils what is computed from it.
//! - Numbers are `f32`, of which denormal ones count as 0. The answers of comparisons are 1 and 0, indices are whole numbers.
//! - An index out of range is an error in [`gather`] and [`one_hot`], always.
//!
//! | | |
//! |---|---|
//! | of each element | [`abs`] [`clip`] [`cos`] [`erf`] [`exp`] [`expm1`] [`floor`] [`log`] [`log1p`] [`map`] [`negative`] [`relu`] [`round`] [`sigmoid`] [`sign`] [`sin`] [`softplus`] [`sqrt`] [`square`] [`tanh`] |
//! | of two tensors | [`add`] [`divide`] [`maximum`] [`minimum`] [`multiply`] [`pow`] [`prelu`] [`subtract`] [`where_`] |
//! | questions | [`equal`] [`greater`] [`greater_equal`] [`less`] [`less_equal`] [`logical_and`] [`logical_not`] [`logical_or`] [`not_equal`] |
//! | reductions, all with `_axis` | [`all`] [`any`] [`argmax`] [`logsumexp`] [`max`] [`mean`] [`min`] [`prod`] [`std`](std()) [`sum`] [`var`] |
//! | along an axis | [`cumsum`] [`l2_normalize`] [`log_softmax`] [`softmax`] |
//! | products | [`batch_dot`] [`bias_add`] [`dot`] [`linear`] [`matmul`] |
//! | linear algebra | [`cholesky`] [`cholesky_inverse`] [`det`] [`eigh`] [`inv`] [`logdet`] [`lstsq`] [`lu_factor`] [`matrix_rank`] [`norm`] [`pinv`] [`qr`] [`slogdet`] [`solve`] [`solve_triangular`] [`svd`] |
//! | signals | [`extract_sequences`] [`fft`] [`fft2`] [`ifft2`] [`irfft`] [`istft`] [`rfft`] [`stft`] |
//! | networks | [`batch_normalization`] [`dot_product_attention`] [`layer_normalization`] [`moments`] [`multi_hot`] [`psnr`] [`rms_normalization`] |
//! | control flow | [`associative_scan`] [`cond`] [`fori_loop`] [`scan`] [`switch`] [`vectorized_map`] [`while_loop`] |
//! | of images, series and volumes | [`adaptive_average_pool`] [`adaptive_max_pool`] [`average_pool`] [`conv`] [`conv_transpose`] [`crop`] [`depthwise_conv`] [`max_pool`] [`resize`] [`upsample`] [`zero_pad`] |
//! | shapes | [`batch_flatten`] [`expand_dims`] [`flatten`] [`int_shape`] [`ndim`] [`permute_dimensions`] [`reshape`] [`shape`](shape()) [`squeeze`] [`transpose`] |
//! | parts | [`concatenate`] [`gather`] [`one_hot`] [`part`] [`repeat`] [`reverse`] [`stack`] [`tile`] |
//! | cross-entropies in one pass | [`softmax_cross_entropy`] [`sparse_softmax_cross_entropy`] [`ctc_loss`] |
//! | constants | [`cast`] [`constant`] [`ones_like`] [`random_normal`] [`random_uniform`] [`stop_gradient`] [`zeros_like`] |

pub use super::ops::*;
pub use crate::kernels::resample::Filter;
pub use crate::kernels::windows::Padding;
