//! Precision and recall: what is found, and how much of it is right.

use super::Metric;
use super::accuracies::within_one;
use super::mean::read;
use crate::autodiff::Tensor;
use crate::{Error, Result};

/// What counts as a yes.
#[derive(Clone, Copy, Debug, Default)]
struct Decision {
    threshold: Option<f32>,
    top_k: Option<usize>,
    class_id: Option<usize>,
}

/// Weighted counts of right and wrong decisions.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    true_positives: f64,
    false_positives: f64,
    false_negatives: f64,
}

impl Decision {
    fn check(&self, metric: &str) -> Result<()> {
        if self.top_k == Some(0) {
            return Err(Error::expected(format!("metric `{metric}`"), "`top_k` of 1 or more", 0));
        }
        self.threshold.map_or(Ok(()), |threshold| within_one(metric, threshold))
    }

    /// Counts the decisions of a batch.
    fn count(&self, counts: &mut Counts, y_true: &Tensor, y_pred: &Tensor, weights: Option<&Tensor>) {
        let (batch, classes) = (y_pred.dim(0), y_pred.dim(-1).max(1));
        // With `top_k` alone, being among them is enough.
        let threshold = self.threshold.unwrap_or(if self.top_k.is_some() { f32::NEG_INFINITY } else { 0.5 });
        read(y_true, y_pred, weights, |t, p, weights| {
            let per_sample = p.len() / batch.max(1) / classes;
            for (row, (t, p)) in t.chunks_exact(classes).zip(p.chunks_exact(classes)).enumerate() {
                let weight = match weights {
                    None => 1.0,
                    Some(weights) if weights.len() == batch => f64::from(weights[row / per_sample.max(1)]),
                    Some(weights) => f64::from(weights[row]),
                };
                for class in 0..classes {
                    if self.class_id.is_some_and(|only| only != class) {
                        continue;
                    }
                    let in_top =
                        self.top_k.is_none_or(|k| p.iter().filter(|&&other| other > p[class]).count() < k);
                    match (t[class] > 0.0, in_top && p[class] > threshold) {
                        (true, true) => counts.true_positives += weight,
                        (false, true) => counts.false_positives += weight,
                        (true, false) => counts.false_negatives += weight,
                        (false, false) => {}
                    }
                }
            }
        });
    }
}

/// `a / (a + b)`, and 0 of nothing.
fn share(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { a / (a + b) }
}

macro_rules! decisions {
    ($($(#[$doc:meta])* $name:ident $result:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// Labels are 0 or 1, one for each prediction: one-hot labels under a softmax.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name {
            decision: Decision,
            counts: Counts,
        }

        impl $name {
            /// The probability above which a prediction means yes; 0.5 unless told.
            #[must_use]
            pub fn threshold(mut self, threshold: f32) -> Self {
                self.decision.threshold = Some(threshold);
                self
            }

            /// Only the `k` greatest predictions of a sample mean yes.
            #[must_use]
            pub fn top_k(mut self, k: usize) -> Self {
                self.decision.top_k = Some(k);
                self
            }

            /// Only this class counts.
            #[must_use]
            pub fn class_id(mut self, class: usize) -> Self {
                self.decision.class_id = Some(class);
                self
            }
        }

        impl Metric for $name {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                self.decision.count(&mut self.counts, y_true, y_pred, sample_weight);
            }

            fn result(&self) -> f64 {
                let result: fn(&Counts) -> f64 = $result;
                result(&self.counts)
            }

            fn reset(&mut self) {
                self.counts = Counts::default();
            }

            fn check(&self) -> Result<()> {
                self.decision.check(stringify!($name))
            }
        }
    )*};
}

decisions! {
    /// The share of right ones among all predictions that say yes.
    Precision |counts| share(counts.true_positives, counts.false_positives);

    /// The share of all that should be found that are.
    Recall |counts| share(counts.true_positives, counts.false_negatives);
}
