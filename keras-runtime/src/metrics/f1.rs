//! The harmonic mean of precision and recall.

use super::Metric;
use super::accuracies::{argmax, within_one};
use super::mean::read;
use crate::Result;
use crate::autodiff::Tensor;

/// How the scores of the classes become one number.
///
/// Keras's default gives a score for each class; a metric here is one number, so an average must be chosen, and
/// `Macro` is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Average {
    /// The mean over classes.
    #[default]
    Macro,
    /// One score for all decisions together.
    Micro,
    /// The mean over classes, each weighted by its share of the labels.
    Weighted,
}

/// The F1 score: `2 · precision · recall / (precision + recall)`, with one-hot labels.
#[derive(Clone, Debug, Default)]
pub struct F1Score {
    average: Average,
    threshold: Option<f32>,
    /// For each class: true positives, false positives, false negatives.
    classes: Vec<[f64; 3]>,
}

impl F1Score {
    /// With this average.
    pub fn new(average: Average) -> Self {
        Self { average, ..Self::default() }
    }

    /// The probability above which a prediction means yes; without one the most probable class does.
    #[must_use]
    pub fn threshold(mut self, threshold: f32) -> Self {
        self.threshold = Some(threshold);
        self
    }
}

/// Keras's `backend.epsilon()`, which keeps it from dividing by 0.
const EPSILON: f64 = 1e-7;

fn score([tp, fp, fneg]: [f64; 3]) -> f64 {
    let (precision, recall) = (tp / (tp + fp + EPSILON), tp / (tp + fneg + EPSILON));
    2.0 * precision * recall / (precision + recall + EPSILON)
}

impl Metric for F1Score {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let classes = y_pred.dim(-1).max(1);
        self.classes.resize(classes, [0.0; 3]);
        read(y_true, y_pred, sample_weight, |t, p, weights| {
            let rows = p.len() / classes;
            for (row, (t, p)) in t.chunks_exact(classes).zip(p.chunks_exact(classes)).enumerate() {
                let weight = f64::from(weights.map_or(1.0, |weights| weights[row * weights.len() / rows]));
                let greatest = p[argmax(p)];
                for class in 0..classes {
                    let yes = match self.threshold {
                        Some(threshold) => p[class] > threshold,
                        None => p[class] >= greatest && p[class].abs() > 1e-9,
                    };
                    let [tp, fp, fneg] = &mut self.classes[class];
                    match (t[class] > 0.0, yes) {
                        (true, true) => *tp += weight,
                        (false, true) => *fp += weight,
                        (true, false) => *fneg += weight,
                        (false, false) => {}
                    }
                }
            }
        });
    }

    fn result(&self) -> f64 {
        let labels = |counts: &[f64; 3]| counts[0] + counts[2];
        match self.average {
            Average::Macro => {
                self.classes.iter().map(|&c| score(c)).sum::<f64>() / self.classes.len().max(1) as f64
            }
            Average::Micro => {
                let sum = |i: usize| self.classes.iter().map(|counts| counts[i]).sum();
                score([sum(0), sum(1), sum(2)])
            }
            Average::Weighted => {
                let all = self.classes.iter().map(labels).sum::<f64>() + EPSILON;
                self.classes.iter().map(|counts| score(*counts) * labels(counts) / all).sum()
            }
        }
    }

    fn reset(&mut self) {
        self.classes.clear();
    }

    fn check(&self) -> Result<()> {
        self.threshold.map_or(Ok(()), |threshold| within_one("F1Score", threshold))
    }
}
