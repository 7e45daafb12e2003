//! The words that a macro may use without an import: layers, metrics and losses, and the values of their arguments.

pub use crate::activations::words::*;
pub use crate::constraints::classes::*;
pub use crate::constraints::{Constraint, max_norm, min_max_norm, non_neg, unit_norm};
pub use crate::initializers::classes::*;
pub use crate::initializers::{
    Initializer, fan_avg, fan_in, fan_out, glorot_normal, glorot_uniform, he_normal, he_uniform, identity,
    lecun_normal, lecun_uniform, normal, ones, orthogonal, random_normal, random_uniform, truncated_normal,
    uniform, untruncated_normal, variance_scaling, zeros,
};
pub use crate::layer::arguments::data_format::words::*;
pub use crate::layer::arguments::joining::words::*;
pub use crate::layer::arguments::sampling::words::*;
pub use crate::layers::list::*;
pub use crate::losses::classes::*;
pub use crate::metrics::classes::*;
pub use crate::metrics::words::*;
pub use crate::regularizers::classes::*;
pub use crate::regularizers::{Regularizer, columns, l1, l1_l2, l2, orthogonal_regularizer, rows};
pub use crate::shape::{float32, int32};
