//! What is watched while a model learns: Keras's [metrics](https://keras.io/api/metrics/).
//!
//! `metrics![…]` makes a list of them. In it stand words such as [`accuracy`] and [`mse`], metrics with arguments, losses,
//! and functions of the labels and the output:
//!
//! ```
//! use keras_runtime::autodiff::{Tape, Tensor};
//! use keras_runtime::backend as K;
//! use keras_runtime::metrics::{Metrics, TopKCategoricalAccuracy, accuracy, metric};
//!
//! fn mean_pred(_: &Tensor, y_pred: &Tensor) -> Tensor {
//!     K::mean(y_pred)
//! }
//!
//! // What `metrics![accuracy, TopKCategoricalAccuracy::new(2), mean_pred]` expands to:
//! let mut metrics = Metrics::new(vec![
//!     metric("accuracy", accuracy),
//!     metric("top_k_categorical_accuracy", TopKCategoricalAccuracy::new(2)),
//!     metric("mean_pred", mean_pred),
//! ]);
//! let tape = Tape::inference();
//! let y_true = tape.array(&[[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
//! let y_pred = tape.array(&[[0.1, 0.3, 0.6], [0.2, 0.7, 0.1]]);
//! metrics.update(&y_true, &y_pred, None);
//! assert_eq!(metrics.results().map(|value| value as f32).collect::<Vec<_>>(), [0.5, 1.0, 1.0 / 3.0]);
//! ```
//!
//! A metric never changes what is learned: it sees values, and no gradient is recorded for it. Of steps that a mask leaves
//! out it sees nothing, as the loss; in Keras that is so of means, while [`AUC`], [`Precision`] and their kin count padding.

mod accuracy;
mod auc;
mod confusion;
mod f1;
mod list;
mod mean;
mod rows;
pub mod words;

#[cfg(test)]
mod tests;

pub use accuracy::{
    Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
};
pub use auc::{AUC, Curve};
pub use confusion::{Precision, Recall};
pub use f1::F1Score;
pub use list::{IntoMetric, Metrics, OfLoss, OfMetric, function_metric, metric};
pub use mean::{MeanOf, RootMeanSquaredError, RowMean};
pub use words::*;

use crate::autodiff::Tensor;
use crate::{Error, Result};

/// A number that is gathered over batches.
pub trait Metric: Send {
    /// Adds a batch: labels and output as a loss is given them, and one weight a sample, or one a row along the
    /// output's last axis. What does not fit is noted on the tape.
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>);

    /// The value over all batches since the last reset; 0 of none.
    fn result(&self) -> f64;

    /// Forgets the batches.
    fn reset(&mut self);

    /// Whether the arguments make sense; asked when training starts.
    ///
    /// # Errors
    ///
    /// The first that does not.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// `a / b`, and 0 where there is nothing to divide by.
fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}

fn check_threshold(metric: &str, threshold: f32) -> Result<()> {
    if (0.0..=1.0).contains(&threshold) {
        return Ok(());
    }
    Err(Error::expected(format!("metric `{metric}`"), "a threshold from 0 to 1", threshold))
}

fn check_count(metric: &str, argument: &str, count: usize, least: usize) -> Result<()> {
    if count >= least {
        return Ok(());
    }
    Err(Error::expected(format!("metric `{metric}`"), format!("`{argument}` of {least} or more"), count))
}
