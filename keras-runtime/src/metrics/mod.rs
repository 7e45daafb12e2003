//! Metrics: what is watched while a model learns, with [Keras's](https://keras.io/api/metrics/) arithmetic.
//!
//! A metric gathers over the batches of an epoch. Metrics never change what is learned, and no gradient is recorded
//! for them. Every [loss](crate::losses) and every function of `(y_true, y_pred)` is a metric, too.

mod accuracies;
mod auc;
mod confusion;
mod f1;
mod list;
mod mean;
mod names;

pub use accuracies::{
    Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy, accuracy,
};
pub use auc::{AUC, Curve};
pub use confusion::{Precision, Recall};
pub use f1::{Average, F1Score};
pub use list::{IntoMetric, Metrics, metric};
pub use mean::{MeanOf, RootMeanSquaredError};
pub use names::*;

use crate::Result;
use crate::autodiff::Tensor;

/// Something that is watched, gathered over batches.
pub trait Metric {
    /// Adds a batch. The weights are one a sample, or one a position of `y_pred` without its last axis.
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>);

    /// The value over all batches so far; 0 before the first.
    fn result(&self) -> f64;

    /// Forgets all batches.
    fn reset(&mut self);

    /// Whether the settings make sense; asked when training starts.
    ///
    /// # Errors
    ///
    /// If they do not, as a threshold outside of 0 to 1.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}
