//! The words that a model may use without an import: layers, and the values of their arguments.

pub use crate::activations::*;
pub use crate::constraints::*;
pub use crate::initializers::*;
pub use crate::layers::list::*;
pub use crate::metrics::{
    accuracy, binary_crossentropy, categorical_crossentropy, categorical_hinge, hinge, huber, kl_divergence,
    log_cosh, mae, mape, mean_absolute_error, mean_absolute_percentage_error, mean_squared_error,
    mean_squared_logarithmic_error, mse, msle, poisson, sparse_categorical_crossentropy, squared_hinge,
};
pub use crate::regularizers::*;
pub use crate::shape::{float32, int32};
