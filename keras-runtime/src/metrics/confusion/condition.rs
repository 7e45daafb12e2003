//! The counts of a confusion matrix by themselves.

use keras_macros::Config;

use super::decision::Decision;
use super::{Counts, MOST, OfCounts, metric_of_counts, thresholds};
use crate::losses::Direction;
use crate::shape::{List, OneOrMore};

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident: $count:ident, $direction:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Config, Clone, Debug)]
            #[config(metric)]
            pub struct $name {
                /// The probability that an output has to exceed to mean yes, from 0 to 1, or several, of which each has a
                /// count; 0.5 if left out.
                #[config(check = thresholds)]
                thresholds: Option<OneOrMore<f32, MOST>>,
                #[config(state)]
                #[default(Vec::new())]
                counts: Vec<Counts>,
            }

            impl $name {
                /// [`thresholds`](Self::thresholds), of which there is one.
                #[must_use]
                pub const fn threshold(mut self, threshold: f32) -> Self {
                    self.thresholds = Some(List::new(&[threshold]));
                    self
                }
            }

            impl OfCounts for $name {
                const DIRECTION: Direction = Direction::$direction;

                fn decision(&self) -> Decision<'_> {
                    Decision { thresholds: self.thresholds.as_ref(), top_k: None, class_id: None }
                }

                fn of(counts: &Counts) -> f64 {
                    counts.$count
                }
            }
        )*

        metric_of_counts!($($name),*);
    };
}

counts! {
    /// True positives, how often the output rightly says yes.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Metric, TruePositives};
    ///
    /// let (tape, mut metric) = (Tape::inference(), TruePositives::default().thresholds([0.5, 0.95]));
    /// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0], [1.0], [1.0]]), tape.array(&[[0.9], [0.8], [0.2], [0.7]]));
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(metric.results(), [2.0, 0.0]);
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number a threshold |
    ///
    /// As [`keras.metrics.TruePositives`](https://keras.io/api/metrics/classification_metrics/#truepositives-class).
    #[doc(alias = "TP")]
    TruePositives: true_positives, Max;

    /// True negatives, how often the output rightly says no.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Metric, TrueNegatives};
    ///
    /// let (tape, mut metric) = (Tape::inference(), TrueNegatives::default());
    /// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0], [1.0], [0.0]]), tape.array(&[[0.9], [0.8], [0.2], [0.3]]));
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(metric.result(), 1.0);
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number a threshold |
    ///
    /// As [`keras.metrics.TrueNegatives`](https://keras.io/api/metrics/classification_metrics/#truenegatives-class).
    #[doc(alias = "TN")]
    TrueNegatives: true_negatives, Max;

    /// False positives, how often the output says yes and should not.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{FalsePositives, Metric};
    ///
    /// let (tape, mut metric) = (Tape::inference(), FalsePositives::default().threshold(0.25));
    /// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0], [1.0], [0.0]]), tape.array(&[[0.9], [0.8], [0.2], [0.3]]));
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(metric.result(), 2.0);
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number a threshold |
    ///
    /// As [`keras.metrics.FalsePositives`](https://keras.io/api/metrics/classification_metrics/#falsepositives-class).
    #[doc(alias = "FP")]
    FalsePositives: false_positives, Min;

    /// False negatives, how often the output says no and should not.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{FalseNegatives, Metric};
    ///
    /// let (tape, mut metric) = (Tape::inference(), FalseNegatives::default());
    /// let (y_true, y_pred) = (tape.array(&[[1.0], [0.0], [1.0], [1.0]]), tape.array(&[[0.9], [0.8], [0.2], [0.3]]));
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(metric.result(), 2.0);
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number a threshold |
    ///
    /// As [`keras.metrics.FalseNegatives`](https://keras.io/api/metrics/classification_metrics/#falsenegatives-class).
    #[doc(alias = "FN")]
    FalseNegatives: false_negatives, Min;
}
