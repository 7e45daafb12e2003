//! F1 score.

use keras_macros::Config;

use super::confusion::Counts;
use super::rows::each_row;
use super::{Metric, check_threshold, width};
use crate::autodiff::Tensor;
use crate::config::{ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::Spec;
use crate::{Error, Result};

/// Average of the scores of the classes.
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Averaging {
    /// Their mean.
    Macro,
    /// The score of all decisions taken together.
    Micro,
    /// Their mean, each weighted by how often the class occurs.
    Weighted,
}

/// F1 score, the harmonic mean of precision and recall, `2 · precision · recall / (precision + recall)`.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{F1Score, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), F1Score::default().threshold(0.5));
/// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0], [1.0], [1.0]]), tape.array(&[[0.9], [0.8], [0.2], [0.7]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.6667");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or 1 |
/// | `y_pred` | `(…, n)`, probabilities of `n` classes |
/// | result | one number |
///
/// Keras gives a score for each class unless it is told how to average; here a metric is one number, by default the
/// mean
/// over classes: Keras's `average="macro"`.
///
/// As [`keras.metrics.F1Score`](https://keras.io/api/metrics/classification_metrics/#f1score-class).
#[doc(alias("F1", "F1score"))]
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct F1Score {
    /// Average of the scores of the classes.
    #[default(Averaging::Macro)]
    average: Averaging,
    /// The probability that an output has to exceed to mean yes, from 0 to 1; if left out, the greatest of a row does.
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
        Self { average, threshold: None, classes: Vec::new() }
    }
}

fn score(counts: &Counts) -> f64 {
    let share = |others: f64| counts.true_positives / (counts.true_positives + others + EPSILON);
    let (precision, recall) = (share(counts.false_positives), share(counts.false_negatives));
    2.0 * precision * recall / (precision + recall + EPSILON)
}

impl Metric for F1Score {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let Self { threshold, classes, .. } = self;
        let range = |_| LabelRange::Binary;
        each_row("F1Score", LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
            classes.resize(row.p.len(), Counts::ZERO);
            let greatest = row.p.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            for ((counts, &t), &p) in classes.iter_mut().zip(row.t).zip(row.p) {
                let is_yes = threshold.map_or(p >= greatest && p.abs() > 1e-9, |threshold| p > threshold);
                counts.add(t != 0.0, is_yes, row.weight);
            }
        });
    }

    fn result(&self) -> f64 {
        let scores = self.classes.iter().map(score);
        match self.average {
            Averaging::Macro => scores.sum::<f64>() / self.classes.len().max(1) as f64,
            Averaging::Micro => {
                let mut all = Counts::ZERO;
                for counts in &self.classes {
                    all.true_positives += counts.true_positives;
                    all.false_positives += counts.false_positives;
                    all.false_negatives += counts.false_negatives;
                }
                score(&all)
            }
            Averaging::Weighted => {
                let found = |counts: &Counts| counts.true_positives + counts.false_negatives;
                let total = self.classes.iter().map(found).sum::<f64>() + EPSILON;
                scores.zip(&self.classes).map(|(score, counts)| score * found(counts) / total).sum()
            }
        }
    }

    fn reset(&mut self) {
        self.classes.clear();
    }

    fn state(&self) -> Option<Vec<f64>> {
        Some(self.classes.iter().flat_map(Counts::state).collect())
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        let (classes, rest) = state.as_chunks();
        if rest.is_empty() {
            self.classes = classes.iter().copied().map(Counts::of).collect();
        }
        rest.is_empty()
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
        Scale::Probability
    }

    fn check(&self, output: &Spec) -> Result<()> {
        match self.threshold {
            Some(threshold) => check_threshold("F1Score", threshold),
            None if width(output) == Some(1) => {
                let message =
                    "without a threshold the greatest of a row means yes, and a single number always is";
                Err(Error::new("metric `F1Score`", message).help(
                    "give it one: `F1Score(threshold = 0.5)` in `metrics!`, otherwise `.threshold(0.5)`",
                ))
            }
            None => Ok(()),
        }
    }
}
