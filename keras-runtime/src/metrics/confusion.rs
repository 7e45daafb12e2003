//! What is found, and how much of it is right.

use super::accuracy::is_among;
use super::rows::{Labels, each_row};
use super::{Metric, check_count, check_threshold, ratio};
use crate::Result;
use crate::autodiff::Tensor;

/// What counts as a yes.
#[derive(Clone, Copy, Debug, Default)]
struct Decision {
    threshold: Option<f32>,
    top_k: Option<usize>,
    class_id: Option<usize>,
}

impl Decision {
    fn is_yes(&self, p: &[f32], class: usize) -> bool {
        // Among the first `k`, any number is a yes unless a threshold was asked for.
        let threshold = self.threshold.unwrap_or(if self.top_k.is_some() { f32::NEG_INFINITY } else { 0.5 });
        p[class] > threshold && self.top_k.is_none_or(|k| is_among(p, class, k))
    }

    fn check(&self, metric: &str) -> Result<()> {
        self.threshold.map_or(Ok(()), |threshold| check_threshold(metric, threshold))?;
        self.top_k.map_or(Ok(()), |k| check_count(metric, "top_k", k, 1))
    }
}

/// Weights of decisions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub true_positives: f64,
    pub false_positives: f64,
    pub false_negatives: f64,
}

impl Counts {
    pub const ZERO: Self = Self { true_positives: 0.0, false_positives: 0.0, false_negatives: 0.0 };

    pub fn add(&mut self, truth: bool, said: bool, weight: f64) {
        match (truth, said) {
            (true, true) => self.true_positives += weight,
            (false, true) => self.false_positives += weight,
            (true, false) => self.false_negatives += weight,
            (false, false) => {}
        }
    }
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident ($counts:ident) $result:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// Labels are 0 or 1, one for each number of the output.
        #[derive(Clone, Copy, Debug)]
        pub struct $name {
            decision: Decision,
            counts: Counts,
        }

        impl $name {
            /// What an output has to exceed to mean yes; default 0.5, or nothing with [`top_k`](Self::top_k).
            #[must_use]
            pub const fn threshold(mut self, threshold: f32) -> Self {
                self.decision.threshold = Some(threshold);
                self
            }

            /// Lets only the `k` greatest outputs of a row mean yes.
            #[must_use]
            pub const fn top_k(mut self, k: usize) -> Self {
                self.decision.top_k = Some(k);
                self
            }

            /// Counts only this place in each row.
            #[must_use]
            pub const fn class_id(mut self, class_id: usize) -> Self {
                self.decision.class_id = Some(class_id);
                self
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { decision: Decision::default(), counts: Counts::ZERO }
            }
        }

        impl Metric for $name {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                let Self { decision, counts } = self;
                each_row(stringify!($name), Labels::Same, y_true, y_pred, sample_weight, |row| {
                    for class in 0..row.p.len() {
                        if decision.class_id.is_none_or(|only| only == class) {
                            counts.add(row.t[class] != 0.0, decision.is_yes(row.p, class), row.weight);
                        }
                    }
                });
            }

            fn result(&self) -> f64 {
                let $counts = &self.counts;
                $result
            }

            fn reset(&mut self) {
                self.counts = Counts::ZERO;
            }

            fn check(&self) -> Result<()> {
                self.decision.check(stringify!($name))
            }
        }
    )*};
}

metrics! {
    /// Of what the output says yes to, the part that is right:
    /// [`Precision`](https://keras.io/api/metrics/classification_metrics/#precision-class).
    Precision(counts) ratio(counts.true_positives, counts.true_positives + counts.false_positives);

    /// Of what is to be found, the part that the output says yes to:
    /// [`Recall`](https://keras.io/api/metrics/classification_metrics/#recall-class).
    Recall(counts) ratio(counts.true_positives, counts.true_positives + counts.false_negatives);
}
