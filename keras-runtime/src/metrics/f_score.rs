//! F scores.

use super::averaging::Averaging;
use super::confusion::Counts;
use super::rows::each_row;
use super::{Metric, check_threshold, parts, scale_of, width};
use crate::autodiff::Tensor;
use crate::config::{Config, ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::{Fault, ShapeResult, Spec};
use crate::{Error, Result};

/// F1 score, the harmonic mean of precision and recall, `2 · precision · recall / (precision + recall)`.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{F1Score, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), F1Score::default().threshold(0.5));
/// let y_true = tape.array(&[[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]);
/// let y_pred = tape.array(&[[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0.0]]);
/// metric.update(&y_true, &y_pred, None);
/// let classes: Vec<String> = metric.results().iter().map(|score| format!("{score:.4}")).collect();
/// assert_eq!(classes, ["0.5000", "0.8000", "0.6667"]);
/// assert_eq!(format!("{:.4}", metric.result()), "0.6556");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or 1 |
/// | `y_pred` | `(…, n)`, probabilities of `n` classes |
/// | result | one number; without an average also one a class |
///
/// As [`keras.metrics.F1Score`](https://keras.io/api/metrics/classification_metrics/#f1score-class).
#[doc(alias("F1", "F1score", "f1", "f1_score"))]
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct F1Score {
    /// Average of the scores of the classes. If left out, each class has its score, and the value of all is their mean.
    average: Option<Averaging>,
    /// The probability that an output has to exceed to mean yes, from 0 to 1; if left out, the greatest of a row does.
    /// With 0, logits are compared as they are.
    #[config(check = super::threshold)]
    threshold: Option<f32>,
    #[config(state)]
    #[default(Vec::new())]
    classes: Vec<Counts>,
}

/// F-beta score, a mean of precision and recall of which recall counts `beta` times as much:
/// `(1 + beta²) · precision · recall / (beta² · precision + recall)`.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{FBetaScore, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), FBetaScore::default().beta(2.0).threshold(0.5));
/// let y_true = tape.array(&[[1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]);
/// let y_pred = tape.array(&[[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0.0]]);
/// metric.update(&y_true, &y_pred, None);
/// let classes: Vec<String> = metric.results().iter().map(|score| format!("{score:.4}")).collect();
/// assert_eq!(classes, ["0.3846", "0.9091", "0.8333"]);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or 1 |
/// | `y_pred` | `(…, n)`, probabilities of `n` classes |
/// | result | one number; without an average also one a class |
///
/// As [`keras.metrics.FBetaScore`](https://keras.io/api/metrics/classification_metrics/#fbetascore-class).
#[derive(Config, Clone, Debug)]
#[config(metric, name = "fbeta_score")]
pub struct FBetaScore {
    /// Average of the scores of the classes. If left out, each class has its score, and the value of all is their mean.
    average: Option<Averaging>,
    /// How much more recall counts than precision, above 0.
    #[default(1.0)]
    #[config(check = beta)]
    beta: f32,
    /// The probability that an output has to exceed to mean yes, from 0 to 1; if left out, the greatest of a row does.
    /// With 0, logits are compared as they are.
    #[config(check = super::threshold)]
    threshold: Option<f32>,
    #[config(state)]
    #[default(Vec::new())]
    classes: Vec<Counts>,
}

/// What Keras adds to what it divides by.
const EPSILON: f64 = 1e-7;

impl F1Score {
    /// The score of all decisions taken together: [`Averaging::Micro`].
    pub const fn micro() -> Self {
        Self::of(Averaging::Micro)
    }

    /// The mean over classes, each weighted by how often it occurs: [`Averaging::Weighted`].
    pub const fn weighted() -> Self {
        Self::of(Averaging::Weighted)
    }

    const fn of(average: Averaging) -> Self {
        Self { average: Some(average), threshold: None, classes: Vec::new() }
    }
}

/// The score of decisions, with the square of `beta`.
fn score(counts: &Counts, square: f64) -> f64 {
    let share = |others: f64| counts.true_positives / (counts.true_positives + others + EPSILON);
    let (precision, recall) = (share(counts.false_positives), share(counts.false_negatives));
    (1.0 + square) * precision * recall / (square * precision + recall + EPSILON)
}

/// The scores of the classes, or their average.
fn scores(classes: &[Counts], average: Option<Averaging>, beta: f32) -> Vec<f64> {
    if classes.is_empty() {
        return vec![];
    }
    let square = f64::from(beta).powi(2);
    let scores = classes.iter().map(|counts| score(counts, square));
    vec![match average {
        None => return scores.collect(),
        Some(Averaging::Macro) => scores.sum::<f64>() / classes.len() as f64,
        Some(Averaging::Micro) => score(&Counts::sum(classes), square),
        Some(Averaging::Weighted) => {
            let total = classes.iter().map(Counts::positives).sum::<f64>() + EPSILON;
            scores.zip(classes).map(|(score, counts)| score * counts.positives() / total).sum()
        }
    }]
}

/// A mean that recall is a part of.
const fn beta(argument: &str, value: f32) -> ShapeResult<f32> {
    if value > 0.0 && value.is_finite() {
        return ShapeResult::Ok(value);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" above 0, was given ").float(value))
}

/// Makes these metrics, each with its `beta`.
macro_rules! f_scores {
    ($($metric:ident: $beta:expr;)*) => {$(
        impl Metric for $metric {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                let Self { threshold, classes, .. } = self;
                let range = |_| LabelRange::Binary;
                each_row(Self::CLASS, LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
                    classes.resize(row.p.len(), Counts::default());
                    let greatest = row.p.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                    for ((counts, &t), &p) in classes.iter_mut().zip(row.t).zip(row.p) {
                        let is_first = || p >= greatest && p.abs() > 1e-9;
                        counts.add(t != 0.0, threshold.map_or_else(is_first, |least| p > least), row.weight);
                    }
                });
            }

            fn result(&self) -> f64 {
                let results = self.results();
                results.iter().sum::<f64>() / results.len().max(1) as f64
            }

            fn results(&self) -> Vec<f64> {
                let beta: fn(&Self) -> f32 = $beta;
                scores(&self.classes, self.average, beta(self))
            }

            fn parts(&self, output: &Spec) -> Vec<String> {
                if self.average.is_none() { parts::of_classes(output) } else { vec![] }
            }

            fn reset(&mut self) {
                self.classes.clear();
            }

            fn state(&self) -> Option<Vec<f64>> {
                Some(Counts::states(&self.classes))
            }

            fn restore(&mut self, state: &[f64]) -> bool {
                let Some(classes) = Counts::of_states(state) else { return false };
                self.classes = classes;
                true
            }

            fn direction(&self) -> Option<Direction> {
                Some(Direction::Max)
            }

            fn to_json(&self) -> Result<Value> {
                self.to_object()
            }

            fn label_form(&self) -> LabelForm {
                LabelForm::Same
            }

            fn labels(&self, _: &Spec) -> LabelRange {
                LabelRange::Binary
            }

            fn scale(&self, _: &Spec) -> Scale {
                self.threshold.map_or(Scale::Probability, scale_of)
            }

            fn check(&self, output: &Spec) -> Result<()> {
                let beta: fn(&Self) -> f32 = $beta;
                self::beta("beta", beta(self)).about(Self::CLASS)?;
                check_decision(Self::CLASS, self.threshold, output)
            }
        }
    )*};
}

f_scores! {
    F1Score: |_| 1.0;
    FBetaScore: |metric| metric.beta;
}

fn check_decision(class: &str, threshold: Option<f32>, output: &Spec) -> Result<()> {
    match threshold {
        Some(threshold) => check_threshold(class, threshold),
        None if width(output) == Some(1) => {
            let message =
                "without a threshold the greatest of a row means yes, and a single number always is";
            let help =
                format!("give it one: `{class}(threshold = 0.5)` in `metrics!`, otherwise `.threshold(0.5)`");
            Err(Error::new(format!("metric `{class}`"), message).help(help))
        }
        None => Ok(()),
    }
}
