//! The words that a macro may use without an import: layers, metrics and losses, and the values of their arguments. Layers of
//! Keras that are none here are among them, so that a model which has one is told where it is.

#[doc(no_inline)]
pub use crate::activations::words::*;
#[doc(no_inline)]
pub use crate::constraints::classes::*;
#[doc(no_inline)]
pub use crate::constraints::{Constraint, max_norm, min_max_norm, non_neg, unit_norm};
#[doc(no_inline)]
pub use crate::initializers::classes::*;
#[doc(no_inline)]
pub use crate::initializers::stft::words::*;
#[doc(no_inline)]
pub use crate::initializers::{
    Initializer, STFT, fan_avg, fan_in, fan_out, glorot_normal, glorot_uniform, he_normal, he_uniform,
    identity, lecun_normal, lecun_uniform, normal, ones, orthogonal, random_normal, random_uniform,
    truncated_normal, uniform, untruncated_normal, variance_scaling, zeros,
};
#[doc(no_inline)]
pub use crate::layer::arguments::data_format::words::*;
#[doc(no_inline)]
pub use crate::layer::arguments::encoding::words::*;
#[doc(no_inline)]
pub use crate::layer::arguments::joining::words::*;
#[doc(no_inline)]
pub use crate::layer::arguments::sampling::words::*;
#[doc(no_inline)]
pub use crate::layers::classes::*;
#[doc(no_inline)]
pub use crate::layers::{Divide, RenormClipping, Unmask};
#[doc(no_inline)]
pub use crate::losses::classes::*;
#[doc(no_inline)]
pub use crate::metrics::classes::*;
#[doc(no_inline)]
pub use crate::metrics::values::*;
#[doc(no_inline)]
pub use crate::metrics::words::*;
#[doc(no_inline)]
pub use crate::regularizers::classes::*;
#[doc(no_inline)]
pub use crate::regularizers::{Regularizer, columns, l1, l1_l2, l2, orthogonal_regularizer, rows};
#[doc(no_inline)]
pub use crate::shape::{float32, int32};
#[doc(hidden)]
pub use crate::utils::no_layers::{CutMix, MaxNumBoundingBoxes, MixUp};
#[doc(hidden)]
pub use crate::utils::{HashedCrossing, Hashing, IntegerLookup, StringLookup, TextVectorization};
