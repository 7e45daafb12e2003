//! R² score.

use super::rows::each_row;
use super::{Metric, parts};
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Config, ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange};
use crate::shape::Spec;

/// How the scores of several numbers become one.
///
/// In `metrics!` it is a word, as in Keras: `R2Score(class_aggregation = "uniform_average")`.
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ClassAggregation {
    /// Their mean.
    UniformAverage,
    /// Their mean, each weighted by how much its labels vary.
    VarianceWeightedAverage,
}

/// Their names in Keras.
#[allow(non_upper_case_globals, reason = "words of Keras")]
pub mod words {
    use super::ClassAggregation;

    /// [`ClassAggregation::UniformAverage`].
    pub const uniform_average: ClassAggregation = ClassAggregation::UniformAverage;
    /// [`ClassAggregation::VarianceWeightedAverage`].
    pub const variance_weighted_average: ClassAggregation = ClassAggregation::VarianceWeightedAverage;
}

/// R² score, the coefficient of determination: the part of the labels' variance that the output accounts for,
/// `1 − sum((y_true − y_pred)²) / sum((y_true − mean(y_true))²)`.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{Metric, R2Score};
///
/// let (tape, mut metric) = (Tape::inference(), R2Score::default());
/// metric.update(&tape.array(&[[1.0], [4.0], [3.0]]), &tape.array(&[[2.0], [4.0], [4.0]]), None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.5714");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, any numbers |
/// | `y_pred` | `(…, n)` |
/// | result | one number, at most 1; with `class_aggregation = None` also one for each of the `n` |
///
/// Labels that are all equal are accounted for wholly if the output equals them, which is 1, and else not at all, which is 0.
///
/// As [`keras.metrics.R2Score`](https://keras.io/api/metrics/regression_metrics/#r2score-class).
#[doc(alias("R2", "r2"))]
#[derive(Config, Clone, Debug)]
#[config(metric)]
pub struct R2Score {
    /// How the scores of several numbers become one. With `None` each is told, and the value of all is their mean.
    #[default(Some(ClassAggregation::UniformAverage))]
    class_aggregation: Option<ClassAggregation>,
    /// The number of independent variables, of which the adjusted score takes account; 0 leaves the score as it is.
    #[default(0)]
    num_regressors: usize,
    #[config(state)]
    #[default(Vec::new())]
    columns: Vec<Column>,
    /// As Keras counts them: all numbers of the labels.
    #[config(state)]
    #[default(0.0)]
    num_samples: f64,
}

/// What one of the numbers of a row has come to.
#[derive(Clone, Copy, Debug, Default)]
struct Column {
    sum: f64,
    squares: f64,
    residual: f64,
    count: f64,
}

impl Column {
    fn add(&mut self, t: f32, p: f32, weight: f64) {
        let (t, p) = (f64::from(t), f64::from(p));
        self.sum += weight * t;
        self.squares += weight * t * t;
        self.residual += weight * (t - p).powi(2);
        self.count += weight;
    }

    /// The squares of what labels differ from their mean by; 0 where that is what rounding left.
    fn total(&self) -> f64 {
        let total = if self.count > 0.0 { self.squares - self.sum * self.sum / self.count } else { 0.0 };
        if total > 1e-12 * self.squares { total } else { 0.0 }
    }

    fn score(&self) -> f64 {
        match self.total() {
            total if total > 0.0 => 1.0 - self.residual / total,
            _ => f64::from(self.count > 0.0 && self.residual == 0.0),
        }
    }
}

impl R2Score {
    /// A score for each of the numbers of a row: Keras's `class_aggregation=None`.
    pub fn each() -> Self {
        Self { class_aggregation: None, ..Self::default() }
    }

    /// The adjusted score.
    fn adjusted(&self, score: f64) -> f64 {
        let (samples, regressors) = (self.num_samples, self.num_regressors as f64);
        if regressors == 0.0 || regressors >= samples - 1.0 {
            return score;
        }
        1.0 - (1.0 - score) * (samples - 1.0) / (samples - regressors - 1.0)
    }
}

impl Metric for R2Score {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let Self { columns, num_samples, .. } = self;
        let range = |_| LabelRange::Any;
        each_row(Self::CLASS, LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
            columns.resize(row.p.len(), Column::default());
            *num_samples += row.p.len() as f64;
            for ((column, &t), &p) in columns.iter_mut().zip(row.t).zip(row.p) {
                column.add(t, p, row.weight);
            }
        });
    }

    fn result(&self) -> f64 {
        let results = self.results();
        results.iter().sum::<f64>() / results.len().max(1) as f64
    }

    fn results(&self) -> Vec<f64> {
        let scores = self.columns.iter().map(Column::score);
        let count = self.columns.len() as f64;
        let of_all = match self.class_aggregation {
            None => return scores.map(|score| self.adjusted(score)).collect(),
            _ if self.columns.is_empty() => return vec![],
            Some(ClassAggregation::UniformAverage) => scores.sum::<f64>() / count,
            Some(ClassAggregation::VarianceWeightedAverage) => {
                let total: f64 = self.columns.iter().map(Column::total).sum();
                match total > 0.0 {
                    true => {
                        scores.zip(&self.columns).map(|(score, column)| score * column.total() / total).sum()
                    }
                    false => scores.sum::<f64>() / count,
                }
            }
        };
        vec![self.adjusted(of_all)]
    }

    fn parts(&self, output: &Spec) -> Vec<String> {
        if self.class_aggregation.is_none() { parts::of_classes(output) } else { vec![] }
    }

    fn reset(&mut self) {
        self.columns.clear();
        self.num_samples = 0.0;
    }

    fn state(&self) -> Option<Vec<f64>> {
        let columns = self.columns.iter().flat_map(|of| [of.sum, of.squares, of.residual, of.count]);
        Some(std::iter::once(self.num_samples).chain(columns).collect())
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        let Some((&num_samples, columns)) = state.split_first() else { return false };
        let (columns, rest) = columns.as_chunks();
        if rest.is_empty() {
            let column =
                |&[sum, squares, residual, count]: &[f64; 4]| Column { sum, squares, residual, count };
            self.columns = columns.iter().map(column).collect();
            self.num_samples = num_samples;
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
}
