//! Mean average precision (mAP).

use super::averaging::Averaging;
use super::curves::Point;
use super::rows::each_row;
use super::{Metric, parts};
use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Config, ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::Spec;

/// Mean average precision (mAP): the mean over classes of the area under precision and recall, exactly.
///
/// The average precision of a class goes through its outputs from the greatest and adds up the precisions, each weighted by
/// the recall that is gained there: `AP = Σ (Rₙ − Rₙ₋₁) · Pₙ`. Nothing is interpolated, and equal outputs are one step.
/// A class that no label has counts 0.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{MeanAveragePrecision, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), MeanAveragePrecision::default());
/// let y_true = tape.array(&[[0.0, 1.0], [0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]);
/// let y_pred = tape.array(&[[0.1, 0.9], [0.4, 0.2], [0.35, 0.3], [0.8, 0.6]]);
/// metric.update(&y_true, &y_pred, None);
/// let classes: Vec<String> = metric.results().iter().map(|precision| format!("{precision:.4}")).collect();
/// assert_eq!(classes, ["0.8333", "1.0000"]);
/// assert_eq!(format!("{:.4}", metric.result()), "0.9167");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or 1; one-hot, or several classes at once |
/// | `y_pred` | `(…, n)`, probabilities, logits or other scores |
/// | result | one number; without an average also one a class |
///
/// It holds all outputs until it is reset, as the order of all counts. Keras has no such class;
/// [`AUC(curve = PR, multi_label = true)`](super::AUC) is near it, in a memory of its own size. It is
/// [`sklearn.metrics.average_precision_score`](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html).
/// The curve itself is [`precision_recall_curve`](super::precision_recall_curve).
#[doc(alias("mAP", "average_precision_score"))]
#[derive(Config, Clone, Debug)]
#[config(metric, package = "keras_rust")]
pub struct MeanAveragePrecision {
    /// Average of the classes. If left out, each class has its average precision, and the value of all is their mean.
    average: Option<Averaging>,
    #[config(state)]
    #[default(Vec::new())]
    classes: Vec<Vec<Judgement>>,
}

/// An output, whether it is right to be high, and how much it counts.
type Judgement = (f64, bool, f64);

/// The average precision of outputs, and the weight of what is labelled 1.
fn average_precision(outputs: Vec<Judgement>) -> (f64, f64) {
    let points = Point::of_each(outputs);
    let positives = points.last().copied().unwrap_or_default().true_positives;
    let mut before = 0.0;
    let gained = points.iter().map(|point| {
        let gained = point.true_positives - before;
        before = point.true_positives;
        gained * point.precision()
    });
    let sum: f64 = gained.sum();
    (if positives > 0.0 { sum / positives } else { 0.0 }, positives)
}

impl Metric for MeanAveragePrecision {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let classes = &mut self.classes;
        let range = |_| LabelRange::Binary;
        each_row(Self::CLASS, LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
            classes.resize_with(row.p.len(), Vec::new);
            for ((class, &t), &p) in classes.iter_mut().zip(row.t).zip(row.p) {
                class.push((p.into(), t != 0.0, row.weight));
            }
        });
    }

    fn result(&self) -> f64 {
        let results = self.results();
        results.iter().sum::<f64>() / results.len().max(1) as f64
    }

    fn results(&self) -> Vec<f64> {
        if self.classes.is_empty() {
            return vec![];
        }
        let each = || self.classes.iter().cloned().map(average_precision);
        vec![match self.average {
            None => return each().map(|(precision, _)| precision).collect(),
            Some(Averaging::Macro) => {
                each().map(|(precision, _)| precision).sum::<f64>() / self.classes.len() as f64
            }
            Some(Averaging::Micro) => average_precision(self.classes.concat()).0,
            Some(Averaging::Weighted) => {
                let sums = each().fold([0.0; 2], |sum, (precision, positives)| {
                    [sum[0] + precision * positives, sum[1] + positives]
                });
                super::ratio(sums[0], sums[1])
            }
        }]
    }

    fn parts(&self, output: &Spec) -> Vec<String> {
        if self.average.is_none() { parts::of_classes(output) } else { vec![] }
    }

    fn reset(&mut self) {
        self.classes.clear();
    }

    fn state(&self) -> Option<Vec<f64>> {
        let row = |place: usize| {
            self.classes.iter().flat_map(move |class| {
                let (p, truth, weight) = class[place];
                [p, f64::from(truth), weight]
            })
        };
        let rows = self.classes.first().map_or(0, Vec::len);
        Some(std::iter::once(self.classes.len() as f64).chain((0..rows).flat_map(row)).collect())
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        let Some((&count, judgements)) = state.split_first() else { return false };
        let (judgements, rest) = judgements.as_chunks::<3>();
        let count = count as usize;
        let fits = rest.is_empty() && count <= judgements.len() && judgements.len().is_multiple_of(count);
        if fits {
            self.classes = vec![vec![]; count];
            for (i, &[p, truth, weight]) in judgements.iter().enumerate() {
                self.classes[i % count].push((p, truth != 0.0, weight));
            }
        }
        fits
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
}
