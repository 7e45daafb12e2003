//! The best of one rate where another is as good as asked.

use super::passed::{Passed, Thresholds};
use super::rows::each_row;
use super::{Metric, check_class_id, check_count, check_threshold, ratio, threshold, width};
use crate::autodiff::Tensor;
use crate::config::{Config, ToObject, Value};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::{Fault, ShapeResult, Spec};
use crate::{Error, Result};

/// A threshold is a step of an `f32`.
const MOST: usize = 1 << 24;

/// What exceeds a threshold, and all that there is.
#[derive(Clone, Copy)]
struct Point {
    false_positives: f64,
    true_positives: f64,
    negatives: f64,
    positives: f64,
}

impl Point {
    fn precision(self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Sensitivity is another word for it.
    fn recall(self) -> f64 {
        ratio(self.true_positives, self.positives)
    }

    fn specificity(self) -> f64 {
        ratio(self.negatives - self.false_positives, self.negatives)
    }
}

const fn thresholds(argument: &str, count: usize) -> ShapeResult<usize> {
    if count >= 1 && count <= MOST {
        return ShapeResult::Ok(count);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" from 1 to ").number(MOST))
}

fn check_arguments(
    metric: &str,
    least: f32,
    num_thresholds: usize,
    class_id: Option<usize>,
    width: Option<usize>,
) -> Result<()> {
    check_threshold(metric, least)?;
    check_count(metric, "num_thresholds", num_thresholds, 1)?;
    if num_thresholds > MOST {
        let expected = format!("`num_thresholds` of {MOST} or less");
        return Err(Error::expected(format!("metric `{metric}`"), expected, num_thresholds));
    }
    check_class_id(metric, class_id, width)
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident: $best:ident where $(#[$argument_doc:meta])* $argument:ident is $rate:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Config, Clone, Debug)]
        #[config(metric)]
        pub struct $name {
            $(#[$argument_doc])*
            #[config(check = threshold)]
            $argument: f32,
            /// The number of thresholds that are tried, spread evenly from 0 to 1; with one it is 0.5.
            #[default(200)]
            #[config(check = thresholds)]
            num_thresholds: usize,
            /// The only place in each row that counts.
            class_id: Option<usize>,
            #[config(state)]
            #[default(None)]
            passed: Option<Passed>,
        }

        impl $name {
            /// With at least so much of what is asked for.
            pub const fn new($argument: f32) -> Self {
                Self { $argument, num_thresholds: 200, class_id: None, passed: None }
            }

            fn every_threshold(&self) -> Thresholds {
                match self.num_thresholds {
                    1 => Thresholds::Sorted(vec![0.5]),
                    count => Thresholds::Even { count, open: false },
                }
            }
        }

        impl Metric for $name {
            fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                let shape = y_pred.shape();
                let width = if shape.rank() > 1 { shape.last_size() } else { 1 };
                let checked =
                    check_arguments(Self::CLASS, self.$argument, self.num_thresholds, self.class_id, Some(width));
                if let Err(error) = checked {
                    y_pred.tape().fail(error);
                    return;
                }
                let thresholds = self.every_threshold();
                let Self { class_id, passed, .. } = self;
                let passed = passed.get_or_insert_with(|| Passed::new(&thresholds));
                let range = |_| LabelRange::Binary;
                each_row(Self::CLASS, LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
                    for class in (0..row.p.len()).filter(|&class| class_id.is_none_or(|only| only == class)) {
                        passed.add(&thresholds, row.p[class], row.t[class] != 0.0, row.weight);
                    }
                });
            }

            fn result(&self) -> f64 {
                let Some(passed) = &self.passed else { return 0.0 };
                let [negatives, positives] = passed.totals();
                let points = passed.points().map(|[false_positives, true_positives]| Point {
                    false_positives,
                    true_positives,
                    negatives,
                    positives,
                });
                // Keras compares single precision.
                let is_enough = |point: &Point| point.$rate() as f32 >= self.$argument;
                points.filter(is_enough).map(Point::$best).fold(0.0, f64::max)
            }

            fn reset(&mut self) {
                self.passed = None;
            }

            fn state(&self) -> Option<Vec<f64>> {
                Some(self.passed.iter().flat_map(Passed::state).collect())
            }

            fn restore(&mut self, state: &[f64]) -> bool {
                let passed = Passed::of_state(&self.every_threshold(), state);
                let Some(mut passed) = passed.filter(|passed| passed.len() <= 1) else { return false };
                self.passed = passed.pop();
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
                Scale::Probability
            }

            fn check(&self, output: &Spec) -> Result<()> {
                let (class, width) = (Self::CLASS, width(output));
                check_arguments(class, self.$argument, self.num_thresholds, self.class_id, width)
            }
        }
    )*};
}

metrics! {
    /// Precision at recall, the best precision of all thresholds whose recall is at least as asked.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Metric, PrecisionAtRecall};
    ///
    /// let (tape, mut metric) = (Tape::inference(), PrecisionAtRecall::new(0.5));
    /// let y_true = tape.array(&[[0.0], [0.0], [0.0], [1.0], [1.0]]);
    /// let y_pred = tape.array(&[[0.0], [0.3], [0.8], [0.3], [0.8]]);
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(metric.result(), 0.5);
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number, 0 if no threshold is enough |
    ///
    /// As [`keras.metrics.PrecisionAtRecall`](https://keras.io/api/metrics/classification_metrics/#precisionatrecall-class).
    PrecisionAtRecall: precision where
        /// The least recall, from 0 to 1.
        recall is recall;

    /// Recall at precision, the best recall of all thresholds whose precision is at least as asked.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Metric, RecallAtPrecision};
    ///
    /// let (tape, mut metric) = (Tape::inference(), RecallAtPrecision::new(0.8));
    /// let y_true = tape.array(&[[0.0], [0.0], [1.0], [1.0]]);
    /// let y_pred = tape.array(&[[0.0], [0.5], [0.3], [0.9]]);
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(metric.result(), 0.5);
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number, 0 if no threshold is enough |
    ///
    /// As [`keras.metrics.RecallAtPrecision`](https://keras.io/api/metrics/classification_metrics/#recallatprecision-class).
    RecallAtPrecision: recall where
        /// The least precision, from 0 to 1.
        precision is precision;

    /// Sensitivity at specificity, the best sensitivity (recall) of all thresholds whose specificity is at least as asked.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Metric, SensitivityAtSpecificity};
    ///
    /// let (tape, mut metric) = (Tape::inference(), SensitivityAtSpecificity::new(0.5));
    /// let y_true = tape.array(&[[0.0], [0.0], [0.0], [1.0], [1.0]]);
    /// let y_pred = tape.array(&[[0.0], [0.3], [0.8], [0.3], [0.8]]);
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(metric.result(), 0.5);
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number, 0 if no threshold is enough |
    ///
    /// As
    /// [`keras.metrics.SensitivityAtSpecificity`](https://keras.io/api/metrics/classification_metrics/#sensitivityatspecificity-class).
    SensitivityAtSpecificity: recall where
        /// The least specificity, from 0 to 1: of what is labelled 0, the part that the output says no to.
        specificity is specificity;

    /// Specificity at sensitivity, the best specificity of all thresholds whose sensitivity (recall) is at least as asked.
    ///
    /// ```
    /// use keras::autodiff::Tape;
    /// use keras::metrics::{Metric, SpecificityAtSensitivity};
    ///
    /// let (tape, mut metric) = (Tape::inference(), SpecificityAtSensitivity::new(0.5));
    /// let y_true = tape.array(&[[0.0], [0.0], [0.0], [1.0], [1.0]]);
    /// let y_pred = tape.array(&[[0.0], [0.3], [0.8], [0.3], [0.8]]);
    /// metric.update(&y_true, &y_pred, None);
    /// assert_eq!(format!("{:.4}", metric.result()), "0.6667");
    /// ```
    ///
    /// | | shape |
    /// | --- | --- |
    /// | `y_true` | `(…, n)`, 0 or 1 |
    /// | `y_pred` | `(…, n)`, probabilities |
    /// | result | one number, 0 if no threshold is enough |
    ///
    /// As
    /// [`keras.metrics.SpecificityAtSensitivity`](https://keras.io/api/metrics/classification_metrics/#specificityatsensitivity-class).
    SpecificityAtSensitivity: specificity where
        /// The least sensitivity, from 0 to 1.
        sensitivity is recall;
}
