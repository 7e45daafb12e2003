//! Accuracy metrics.

use keras_macros::Config;

use super::mean::{Mean, RowScore, mean_of_rows};
use super::{check_threshold, scale_of, threshold};
use crate::config::{Value, default_of};
use crate::losses::{LabelForm, LabelRange, Scale};
use crate::{Error, Result};

/// Accuracy of exact values, how often the output equals the label.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Accuracy, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), Accuracy::default());
/// let (y_true, y_pred) = (tape.array(&[[1.0, 2.0]]), tape.array(&[[1.0, 3.0]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, classes or other exact values |
/// | `y_pred` | `(…, n)`, the same |
/// | result | one number |
///
/// The word [`accuracy`] is another metric, [`FittingAccuracy`].
///
/// As [`keras.metrics.Accuracy`](https://keras.io/api/metrics/accuracy_metrics/#accuracy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct Accuracy {
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Accuracy that fits the shapes, as Keras resolves the word `accuracy`: [`BinaryAccuracy`] of an output of one
/// number, else [`SparseCategoricalAccuracy`] of classes and [`CategoricalAccuracy`] of one-hot labels.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Metric, accuracy};
///
/// let (tape, mut metric) = (Tape::inference(), accuracy);
/// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0]]), tape.array(&[[0.2, 0.8], [0.3, 0.7]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`; or `(…)` or `(…, 1)`, indices of classes |
/// | `y_pred` | `(…, n)` |
/// | result | one number |
///
/// As `"accuracy"` in the [`metrics`](https://keras.io/api/models/model_training_apis/#compile-method) of `compile`.
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct FittingAccuracy {
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Binary accuracy, how often the output is on the same side of a threshold as the label.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{BinaryAccuracy, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), BinaryAccuracy::default());
/// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0]]), tape.array(&[[0.8], [0.6]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or 1 |
/// | `y_pred` | `(…, n)`, probabilities |
/// | result | one number |
///
/// As [`keras.metrics.BinaryAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct BinaryAccuracy {
    /// The probability that an output has to exceed to mean 1, from 0 to 1. With 0, logits are compared as they are.
    #[default(0.5)]
    #[config(check = threshold)]
    threshold: f32,
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Categorical accuracy, how often the greatest output is that of the class in the one-hot label.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{CategoricalAccuracy, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), CategoricalAccuracy::default());
/// let (y_true, y_pred) = (tape.array(&[[0.0, 1.0], [1.0, 0.0]]), tape.array(&[[0.2, 0.8], [0.3, 0.7]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, one-hot |
/// | `y_pred` | `(…, n)`, probabilities or logits |
/// | result | one number |
///
/// As [`keras.metrics.CategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#categoricalaccuracy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct CategoricalAccuracy {
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Sparse categorical accuracy, how often the greatest output is that of the class that is the label.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{SparseCategoricalAccuracy, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), SparseCategoricalAccuracy::default());
/// let (y_true, y_pred) = (tape.array(&[1.0, 0.0]), tape.array(&[[0.2, 0.8], [0.3, 0.7]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(metric.result(), 0.5);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…)` or `(…, 1)`, indices of classes |
/// | `y_pred` | `(…, n)`, probabilities or logits |
/// | result | one number |
///
/// As
/// [`keras.metrics.SparseCategoricalAccuracy`](https://keras.io/api/metrics/accuracy_metrics/#sparsecategoricalaccuracy-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(metric)]
pub struct SparseCategoricalAccuracy {
    #[config(state)]
    #[default(Mean::EMPTY)]
    mean: Mean,
}

/// Accuracy, how often the output is right: see [`FittingAccuracy`].
#[doc(alias = "acc")]
pub const accuracy: FittingAccuracy = default_of(FittingAccuracy::args().build());
/// See [`BinaryAccuracy`].
pub const binary_accuracy: BinaryAccuracy = default_of(BinaryAccuracy::args().build());
/// See [`CategoricalAccuracy`].
pub const categorical_accuracy: CategoricalAccuracy = default_of(CategoricalAccuracy::args().build());
/// See [`SparseCategoricalAccuracy`].
pub const sparse_categorical_accuracy: SparseCategoricalAccuracy =
    default_of(SparseCategoricalAccuracy::args().build());

mean_of_rows!(Accuracy, FittingAccuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy);

impl RowScore for Accuracy {
    const NAME: &'static str = "Accuracy";
    const LABELS: LabelForm = LabelForm::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        t.iter().zip(p).filter(|(t, p)| t == p).count() as f64 / p.len() as f64
    }
}

impl RowScore for FittingAccuracy {
    const NAME: &'static str = "accuracy";
    const LABELS: LabelForm = LabelForm::Either;
    const IS_ACCURACY: bool = true;

    /// Keras has no class of it.
    fn to_json(&self) -> Result<Value> {
        Ok(Value::from(Self::NAME))
    }

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        match (t.len(), p.len()) {
            (_, 1) => binary_accuracy.score(t, p),
            (1, _) => sparse_categorical_accuracy.score(t, p),
            _ => categorical_accuracy.score(t, p),
        }
    }

    fn labels(&self, width: Option<usize>) -> LabelRange {
        if width == Some(1) { RowScore::labels(&binary_accuracy, width) } else { LabelRange::Any }
    }

    fn scale(&self, width: Option<usize>) -> Scale {
        if width == Some(1) { RowScore::scale(&binary_accuracy, width) } else { Scale::Identity }
    }
}

impl RowScore for BinaryAccuracy {
    const NAME: &'static str = "BinaryAccuracy";
    const LABELS: LabelForm = LabelForm::Same;
    const IS_ACCURACY: bool = true;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        let right = t.iter().zip(p).filter(|&(&t, &p)| t == f32::from(p > self.threshold));
        right.count() as f64 / p.len() as f64
    }

    fn labels(&self, _: Option<usize>) -> LabelRange {
        LabelRange::Binary
    }

    fn scale(&self, _: Option<usize>) -> Scale {
        scale_of(self.threshold)
    }

    fn check(&self, _: Option<usize>) -> Result<()> {
        check_threshold(Self::NAME, self.threshold)
    }
}

impl RowScore for CategoricalAccuracy {
    const NAME: &'static str = "CategoricalAccuracy";
    const LABELS: LabelForm = LabelForm::Same;
    const IS_ACCURACY: bool = true;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        f64::from(greatest(t) == greatest(p))
    }

    fn check(&self, width: Option<usize>) -> Result<()> {
        check_choice(Self::NAME, width)
    }
}

impl RowScore for SparseCategoricalAccuracy {
    const NAME: &'static str = "SparseCategoricalAccuracy";
    const LABELS: LabelForm = LabelForm::Classes;
    const IS_ACCURACY: bool = true;

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        f64::from(t[0] == greatest(p) as f32)
    }

    fn check(&self, width: Option<usize>) -> Result<()> {
        check_choice(Self::NAME, width)
    }
}

/// Whether there is a choice between classes: of a single number the greatest is always the right one.
fn check_choice(metric: &str, width: Option<usize>) -> Result<()> {
    if width != Some(1) {
        return Ok(());
    }
    let error =
        Error::expected(format!("metric `{metric}`"), "an output of two classes or more", "a single number");
    Err(error.help("of one probability it is `accuracy` or `binary_accuracy`"))
}

/// The place of the greatest, the first of equals.
pub(super) fn greatest(values: &[f32]) -> usize {
    (0..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}
