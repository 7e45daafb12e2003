//! Precision and recall.

use keras_macros::Config;

use super::decision::Decision;
use super::{Counts, MOST, OfCounts, metric_of_counts, thresholds};
use crate::losses::Direction;
use crate::metrics::{one_or_more, ratio};
use crate::shape::{List, OneOrMore};

macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident ($counts:ident) $result:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Config, Clone, Debug)]
            #[config(metric)]
            pub struct $name {
                /// The probability that an output has to exceed to mean yes, from 0 to 1, or several, of which each has a
                /// value; 0.5 if left out, or any with [`top_k`](Self::top_k).
                #[config(check = thresholds)]
                thresholds: Option<OneOrMore<f32, MOST>>,
                /// Lets only the greatest outputs of a row mean yes, so many of them, of equals the first.
                #[config(check = one_or_more)]
                top_k: Option<usize>,
                /// The only place in each row that counts.
                class_id: Option<usize>,
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
                const DIRECTION: Direction = Direction::Max;

                fn decision(&self) -> Decision<'_> {
                    let Self { thresholds, top_k, class_id, .. } = self;
                    Decision { thresholds: thresholds.as_ref(), top_k: *top_k, class_id: *class_id }
                }

                fn of($counts: &Counts) -> f64 {
                    $result
                }
            }
        )*

        metric_of_counts!($($name),*);
    };
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
    /// | result | one number a threshold |
    ///
    /// As [`keras.metrics.Precision`](https://keras.io/api/metrics/classification_metrics/#precision-class).
    #[doc(alias = "precision")]
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
    /// | result | one number a threshold |
    ///
    /// As [`keras.metrics.Recall`](https://keras.io/api/metrics/classification_metrics/#recall-class).
    #[doc(alias = "recall")]
    Recall(counts) ratio(counts.true_positives, counts.positives());
}
