//! Precision and recall.

use keras_macros::Config;

use super::rows::each_row;
use super::top_k::is_selected;
use super::{Metric, check_classes, check_count, check_threshold, one_or_more, ratio, threshold, width};
use crate::autodiff::Tensor;
use crate::config::{ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::Spec;
use crate::{Error, Result};

/// What counts as a yes.
#[derive(Clone, Copy)]
struct Decision {
    threshold: Option<f32>,
    top_k: Option<usize>,
    class_id: Option<usize>,
}

impl Decision {
    fn is_yes(&self, p: &[f32], class: usize) -> bool {
        // Among the first `k`, any number is a yes unless a threshold was asked for.
        let threshold = self.threshold.unwrap_or(if self.top_k.is_some() { f32::NEG_INFINITY } else { 0.5 });
        p[class] > threshold && self.top_k.is_none_or(|k| is_selected(p, class, k))
    }

    /// The greatest of a row are the same on every scale.
    fn scale(&self) -> Scale {
        if self.top_k.is_some() && self.threshold.is_none() { Scale::Identity } else { Scale::Probability }
    }

    fn check(&self, metric: &str, width: Option<usize>) -> Result<()> {
        if let Some(threshold) = self.threshold {
            check_threshold(metric, threshold)?;
        }
        if let Some(k) = self.top_k {
            check_count(metric, "top_k", k, 1)?;
            check_classes(metric, "top_k", k, width)?;
        }
        match (self.class_id, width) {
            (Some(class_id), Some(width)) if class_id >= width => {
                let expected = format!("a `class_id` from 0 to {}", width.saturating_sub(1));
                Err(Error::expected(format!("metric `{metric}`"), expected, class_id))
            }
            _ => Ok(()),
        }
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

    pub fn state(&self) -> [f64; 3] {
        [self.true_positives, self.false_positives, self.false_negatives]
    }

    pub fn of([true_positives, false_positives, false_negatives]: [f64; 3]) -> Self {
        Self { true_positives, false_positives, false_negatives }
    }

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
        #[derive(Config, Clone, Copy, Debug)]
        #[config(metric)]
        pub struct $name {
            /// The probability that an output has to exceed to mean yes, from 0 to 1; 0.5 if left out, or any with
            /// [`top_k`](Self::top_k).
            #[config(check = threshold)]
            thresholds: Option<f32>,
            /// Lets only the greatest outputs of a row mean yes, so many of them, of equals the first.
            #[config(check = one_or_more)]
            top_k: Option<usize>,
            /// The only place in each row that counts.
            class_id: Option<usize>,
            #[config(state)]
            #[default(Counts::ZERO)]
            counts: Counts,
        }

        impl $name {
            /// [`thresholds`](Self::thresholds), of which there is one.
            #[must_use]
            pub const fn threshold(self, threshold: f32) -> Self {
                self.thresholds(threshold)
            }

            fn decision(&self) -> Decision {
                Decision { threshold: self.thresholds, top_k: self.top_k, class_id: self.class_id }
            }
        }

        impl Metric for $name {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                let (decision, counts) = (self.decision(), &mut self.counts);
                let shape = y_pred.shape();
                let width = if shape.rank() > 1 { shape.last_size() } else { 1 };
                if let Err(error) = decision.check(stringify!($name), Some(width)) {
                    y_pred.tape().fail(error);
                    return;
                }
                let range = |_| LabelRange::Binary;
                each_row(stringify!($name), LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
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

            fn state(&self) -> Option<Vec<f64>> {
                Some(self.counts.state().to_vec())
            }

            fn restore(&mut self, state: &[f64]) -> bool {
                let Ok(&state) = state.try_into() else { return false };
                self.counts = Counts::of(state);
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
                self.decision().scale()
            }

            fn check(&self, output: &Spec) -> Result<()> {
                self.decision().check(stringify!($name), width(output))
            }
        }
    )*};
}

metrics! {
    /// Precision, `true positives / (true positives + false positives)`: of what the output says yes to, the part that
    /// is right.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Precision, Metric};
    ///
    /// let (tape, mut metric) = (Tape::inference(), Precision::default());
    /// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0], [1.0], [1.0]]), tape.array(&[[0.9], [0.8], [0.2], [0.3]]));
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
    /// As [`keras.metrics.Precision`](https://keras.io/api/metrics/classification_metrics/#precision-class).
    Precision(counts) ratio(counts.true_positives, counts.true_positives + counts.false_positives);

    /// Recall, `true positives / (true positives + false negatives)`: of what is to be found, the part that the output
    /// says yes to.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Recall, Metric};
    ///
    /// let (tape, mut metric) = (Tape::inference(), Recall::default());
    /// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0], [1.0], [0.0]]), tape.array(&[[0.9], [0.8], [0.2], [0.3]]));
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
    /// As [`keras.metrics.Recall`](https://keras.io/api/metrics/classification_metrics/#recall-class).
    Recall(counts) ratio(counts.true_positives, counts.true_positives + counts.false_negatives);
}
