//! Metrics, as in [`keras.metrics`](https://keras.io/api/metrics/).
//!
//! `metrics![…]` makes a list of them. In it stand words such as [`accuracy`] and [`mse`], metrics with arguments, losses,
//! and functions of the labels and the output:
//!
//! ```
//! use keras::autodiff::{Tape, Tensor};
//! use keras::backend as K;
//! use keras::metrics::{Metrics, TopKCategoricalAccuracy, accuracy, metric};
//!
//! fn mean_pred(_: &Tensor, y_pred: &Tensor) -> Tensor {
//!     K::mean(y_pred)
//! }
//!
//! // What `metrics![accuracy, TopKCategoricalAccuracy(k = 2), mean_pred]` makes:
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
//! Some metrics have several values: [`Precision`] of several thresholds, [`F1Score`] of each class. Scores, history and
//! callbacks have their mean under the name of the metric, and each under its own, `precision[0.3]` or `f1_score[2]`, and
//! [`Scores::get_all`](crate::training::Scores::get_all) has them as Keras's array; a progress bar shows the mean.
//!
//! A metric never changes what is learned: it sees values, and no gradient is recorded for it. Of steps that a mask leaves
//! out it sees nothing, as the loss; in Keras that is so of means, while [`AUC`], [`Precision`] and [`Recall`] count padding.
//!
//! In training a metric understands the output as the loss does. Under a loss [`.from_logits()`](crate::losses) a metric of
//! probabilities, such as [`accuracy`] of a single number, [`AUC`], [`Precision`] or [`binary_crossentropy`], is given the
//! sigmoid or the softmax of the output, so that a threshold of 0.5 lies at a logit of 0, where Keras compares the logit
//! itself with 0.5; under a [hinge](crate::losses::Hinge) a yes is what is positive, and labels of -1 are a no. All
//! others, such as [`mse`] and functions of your own, are given the output as it is.

#![allow(non_upper_case_globals, reason = "words")]

mod averaging;
mod beside;
mod boxed;
mod confusion_matrix;
mod curves;
mod json;
mod judged;
pub(crate) mod list;
mod mean;
pub(crate) mod parts;
mod passed;
mod rows;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

/// The files of metrics: the classes in each, and the words that it defines.
macro_rules! metrics {
    ($($file:ident: $($metric:ident),* $(| $($word:ident),*)?;)*) => {
        $(mod $file;)*

        /// The metrics alone, as `metrics![…]` may name them.
        #[doc(hidden)]
        pub mod classes {
            $(pub use super::$file::{$($metric),*};)*
        }

        /// The words for metrics, as Keras has them as strings, and for values of their arguments.
        pub mod words {
            $($(pub use super::$file::{$($word),*};)?)*
            pub use super::averaging::Averaging;
            pub use crate::losses::words::*;
        }

        /// The metrics by name, as a configuration has them.
        pub const CLASSES: &[ClassEntry<Box<dyn Metric>>] = &[$($(ClassEntry::of::<$metric>()),*),*];

    };
}

/// Values of arguments, which only a macro may use without a path.
pub(crate) mod values {
    pub use super::auc::words::*;
    pub use super::averaging::words::*;
    pub use super::r2_score::words::*;
}

metrics! {
    accuracy:
        Accuracy, BinaryAccuracy, CategoricalAccuracy, FittingAccuracy, SparseCategoricalAccuracy
        | accuracy, binary_accuracy, categorical_accuracy, sparse_categorical_accuracy;
    at: PrecisionAtRecall, RecallAtPrecision, SensitivityAtSpecificity, SpecificityAtSensitivity;
    auc: AUC | Curve, PR, PRGAIN, ROC, SummationMethod;
    confusion: FalseNegatives, FalsePositives, Precision, Recall, TrueNegatives, TruePositives;
    average_precision: MeanAveragePrecision;
    correlation:
        ConcordanceCorrelation, PearsonCorrelation
        | concordance_correlation, pearson_correlation;
    f_score: F1Score, FBetaScore;
    iou: BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU;
    r2_score: R2Score | ClassAggregation;
    reduction: Mean, Sum;
    root_mean_squared_error: RootMeanSquaredError | root_mean_squared_error;
    top_k:
        SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy
        | sparse_top_k_categorical_accuracy, top_k_categorical_accuracy;
}

#[doc(hidden)]
pub use boxed::CloneMetric;
pub use classes::*;
pub use confusion_matrix::{Class, ConfusionMatrix, Prediction, confusion_matrix};
pub use curves::{PrecisionRecallCurve, RocCurve, precision_recall_curve, roc_curve};
pub use json::deserialize;
pub use list::{IntoMetric, Metrics, OfLoss, OfMetric, metric};
pub use mean::MeanOf;
pub use words::*;

use crate::autodiff::Tensor;
use crate::config::{ClassEntry, Value, undescribed};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::{Dim, Fault, ShapeResult, Spec};
use crate::{Error, Result};

/// Metric: a number that is accumulated over batches. Metrics are `Clone`, so that compiled models are.
///
/// One of your own is a struct of its arguments, with what it gathers as its state:
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::metrics::Metric;
/// use keras::prelude::*;
///
/// /// The largest error so far.
/// #[derive(Config, Clone, Debug)]
/// #[config(metric)]
/// struct LargestError {
///     /// What the error is multiplied by.
///     #[default(1.0)]
///     factor: f32,
///     #[config(state)]
///     largest: f32,
/// }
///
/// impl Metric for LargestError {
///     fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, _: Option<&Tensor>) {
///         (y_true - y_pred).read(|errors| {
///             self.largest = errors.iter().fold(self.largest, |largest, error| largest.max(error.abs()));
///         });
///     }
///
///     fn result(&self) -> f64 {
///         f64::from(self.largest * self.factor)
///     }
///
///     fn reset(&mut self) {
///         self.largest = 0.0;
///     }
/// }
///
/// let metrics = metrics![mae, LargestError(), percent = LargestError(factor = 100.0)];
/// ```
pub trait Metric: CloneMetric + Send {
    /// Adds a batch: labels and output as a loss is given them, and one weight a sample, or one a row along the
    /// output's last axis. What does not fit is noted on the tape.
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>);

    /// The value over all batches since the last reset; 0 of none. Of a metric of several values their mean.
    fn result(&self) -> f64;

    /// The values, of a metric of several, such as one a threshold or one a class: the array that Keras gives. By default
    /// the one that [`result`](Self::result) is.
    fn results(&self) -> Vec<f64> {
        vec![self.result()]
    }

    /// What each of the [`results`](Self::results) is of, beside this output of a model: a threshold, or the number of a
    /// class. None, as by default, of a metric of one value.
    ///
    /// Scores and history have each value under the name of the metric and its part, as in `precision[0.3]` or
    /// `f1_score[2]`.
    fn parts(&self, output: &Spec) -> Vec<String> {
        let _ = output;
        Vec::new()
    }

    /// Forgets the batches.
    fn reset(&mut self);

    /// State of the metric: what it has gathered since the last reset, as numbers. `None`, as by default, if it cannot
    /// tell; then a training is not put down in the middle of an epoch.
    fn state(&self) -> Option<Vec<f64>> {
        None
    }

    /// Goes on from a [`state`](Self::state), if that is one of this metric; otherwise it gives `false` and nothing
    /// changes.
    fn restore(&mut self, state: &[f64]) -> bool {
        let _ = state;
        false
    }

    /// Whether a good model has a large or a small value, so that callbacks know the best epoch. `None`, as by default,
    /// if that is for the user to say.
    fn direction(&self) -> Option<Direction> {
        None
    }

    /// The labels that it makes sense of, beside this output of a model.
    fn labels(&self, output: &Spec) -> LabelRange {
        let _ = output;
        LabelRange::Any
    }

    /// The shape of its labels beside that of the output; training checks it against the loss before the first step.
    fn label_form(&self) -> LabelForm {
        LabelForm::Either
    }

    /// Whether it counts how often the output is right, which says nothing of a [regression](Scale::Number).
    fn is_accuracy(&self) -> bool {
        false
    }

    /// The scale on which it takes this output of a model: [`Probability`](Scale::Probability) if it is to be given
    /// probabilities where the loss takes logits or margins; otherwise it is given the output as it is.
    fn scale(&self, output: &Spec) -> Scale {
        let _ = output;
        Scale::Identity
    }

    /// All that Keras writes of it: module, class, configuration. A metric of your own with `#[derive(Config)]` says
    /// [`self.to_object()`](crate::config::ToObject::to_object).
    ///
    /// # Errors
    ///
    /// If it has no form in a file: by default, and if it is a function.
    fn to_json(&self) -> Result<Value> {
        Err(undescribed::<Self>("a metric"))
    }

    /// Whether the arguments make sense for this output of a model; asked when training starts.
    ///
    /// # Errors
    ///
    /// The first that does not.
    fn check(&self, output: &Spec) -> Result<()> {
        let _ = output;
        Ok(())
    }
}

/// `a / b`, and 0 where there is nothing to divide by.
fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}

/// How many numbers a row along the last axis has, if that is known.
fn width(output: &Spec) -> Option<usize> {
    match output.shape().last() {
        None => Some(1),
        Some(Dim::Known(width)) => Some(width),
        Some(Dim::Unknown) => None,
    }
}

/// Whether a count of classes is one that a row has.
fn check_classes(metric: &str, argument: &str, count: usize, width: Option<usize>) -> Result<()> {
    match width {
        Some(width) if count > width => {
            let expected = format!("`{argument}` of {width} or less, the number of classes");
            Err(Error::expected(format!("metric `{metric}`"), expected, count))
        }
        _ => Ok(()),
    }
}

/// Whether there is a place of this number in a row.
fn check_class_id(metric: &str, class_id: Option<usize>, width: Option<usize>) -> Result<()> {
    match (class_id, width) {
        (Some(class_id), Some(width)) if class_id >= width => {
            let expected = format!("a `class_id` from 0 to {}", width.saturating_sub(1));
            Err(Error::expected(format!("metric `{metric}`"), expected, class_id))
        }
        _ => Ok(()),
    }
}

/// An argument that is a probability to exceed.
const fn threshold(argument: &str, value: f32) -> ShapeResult<f32> {
    if value >= 0.0 && value <= 1.0 {
        return ShapeResult::Ok(value);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" from 0 to 1, was given ").float(value))
}

/// An argument that is a count.
const fn one_or_more(argument: &str, count: usize) -> ShapeResult<usize> {
    if count >= 1 {
        return ShapeResult::Ok(count);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" of 1 or more"))
}

/// The scale on which an output exceeds a threshold. All probabilities exceed 0, which is therefore a threshold of logits.
fn scale_of(threshold: f32) -> Scale {
    if threshold == 0.0 { Scale::Identity } else { Scale::Probability }
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
