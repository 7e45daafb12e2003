//! The words that a model may use without an import: layers, and the values of their arguments.

pub use crate::activations::*;
pub use crate::constraints::*;
pub use crate::initializers::*;
pub use crate::layer::arguments::data_format::words::*;
pub use crate::layer::arguments::joining::words::*;
pub use crate::layer::arguments::sampling::words::*;
pub use crate::layers::list::*;
pub use crate::metrics::words::*;
pub use crate::metrics::{
    AUC, Accuracy, BinaryAccuracy, CategoricalAccuracy, Curve, F1Score, Precision, Recall,
    RootMeanSquaredError, SparseCategoricalAccuracy, SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy,
};
pub use crate::regularizers::*;
pub use crate::shape::{float32, int32};
