//! AUC: the area under a curve of decisions.

use keras_macros::Config;

use super::rows::each_row;
use super::{Metric, check_count, ratio};
use crate::autodiff::Tensor;
use crate::config::{Argument, Classes, ToObject, Value, from_word, to_word};
use crate::losses::{Direction, LabelForm, LabelRange, Scale};
use crate::shape::{Fault, ShapeResult, Spec};
use crate::{Error, Result};

/// Curve whose area [`AUC`] is: ROC or precision-recall.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::upper_case_acronyms, reason = "the names that they have")]
#[non_exhaustive]
pub enum Curve {
    /// Found against falsely found: the receiver operating characteristic.
    ROC,
    /// Precision against recall.
    PR,
}

const CURVES: [(&str, Curve); 2] = [("ROC", Curve::ROC), ("PR", Curve::PR)];

impl Argument for Curve {
    fn to_json(&self) -> Result<Value> {
        Ok(to_word(self, &CURVES).unwrap_or_default())
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        from_word(value, &CURVES)
    }
}

/// Area under the ROC curve or the precision-recall curve (AUC), from decisions at many thresholds.
///
/// ```
/// use keras::autodiff::Tape;
/// use keras::metrics::{AUC, Metric};
///
/// let (tape, mut metric) = (Tape::inference(), AUC::default());
/// let (y_true, y_pred) = (tape.array(&[[0.0], [0.0], [1.0], [1.0]]), tape.array(&[[0.0], [0.5], [0.3], [0.9]]));
/// metric.update(&y_true, &y_pred, None);
/// assert_eq!(format!("{:.4}", metric.result()), "0.7500");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or 1 |
/// | `y_pred` | `(…, n)`, probabilities |
/// | result | one number |
///
/// Source of the interpolation between precisions: Davis and Goadrich, "The relationship between precision-recall and
/// ROC
/// curves" (2006). As [`keras.metrics.AUC`](https://keras.io/api/metrics/classification_metrics/#auc-class).
#[derive(Config, Clone, Debug)]
#[config(
    metric,
    neutral(
        summation_method = "interpolation",
        thresholds = None,
        multi_label = false,
        num_labels = None,
        label_weights = None,
        from_logits = false,
    )
)]
#[allow(clippy::upper_case_acronyms, reason = "the name that Keras gives it")]
pub struct AUC {
    /// The number of thresholds, 2 or more, spread evenly from 0 to 1.
    #[default(200)]
    #[config(check = thresholds)]
    num_thresholds: usize,
    /// The curve: `ROC` or `PR`.
    #[default(Curve::ROC)]
    curve: Curve,
    /// By the number of thresholds that an output exceeds: the weight of those labelled 0, and of those labelled 1.
    #[config(state)]
    #[default(Vec::new())]
    passed: Vec<[f64; 2]>,
}

pub use Curve::{PR, ROC};

/// A threshold is a step of an `f32`.
const MOST: usize = 1 << 24;

const fn thresholds(argument: &str, count: usize) -> ShapeResult<usize> {
    if count >= 2 && count <= MOST {
        return ShapeResult::Ok(count);
    }
    ShapeResult::Err(Fault::new("needs ").name(argument).text(" from 2 to ").number(MOST))
}

impl AUC {
    /// With so many thresholds, spread evenly from 0 to 1, in place of 200.
    pub const fn new(num_thresholds: usize) -> Self {
        Self { curve: Curve::ROC, num_thresholds, passed: Vec::new() }
    }

    fn check_arguments(&self) -> Result<()> {
        check_count("AUC", "num_thresholds", self.num_thresholds, 2)?;
        if self.num_thresholds > MOST {
            let expected = format!("`num_thresholds` of {MOST} or less");
            return Err(Error::expected("metric `AUC`", expected, self.num_thresholds));
        }
        Ok(())
    }
}

impl Metric for AUC {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        if let Err(error) = self.check_arguments() {
            y_pred.tape().fail(error);
            return;
        }
        let (count, passed) = (self.num_thresholds, &mut self.passed);
        passed.resize(count + 1, [0.0; 2]);
        let range = |_| LabelRange::Binary;
        each_row("AUC", LabelForm::Same, range, y_true, y_pred, sample_weight, |row| {
            for (&t, &p) in row.t.iter().zip(row.p) {
                // The outermost thresholds lie just outside of 0 to 1: all outputs exceed the first, none the last.
                let steps = (p.clamp(0.0, 1.0) * (count - 1) as f32).ceil() as usize;
                passed[steps.max(1)][usize::from(t != 0.0)] += row.weight;
            }
        });
    }

    fn result(&self) -> f64 {
        let (mut area, mut right) = (0.0, [0.0; 2]);
        let [negatives, positives] = [0, 1].map(|label| self.passed.iter().map(|weight| weight[label]).sum());
        // From the strictest threshold to the laxest; `left` and `right` are what exceeds a threshold and the next.
        for weight in self.passed.iter().take(self.num_thresholds).skip(1).rev() {
            let left = [right[0] + weight[0], right[1] + weight[1]];
            area += match self.curve {
                Curve::ROC => {
                    let width = ratio(left[0], negatives) - ratio(right[0], negatives);
                    width * (ratio(left[1], positives) + ratio(right[1], positives)) / 2.0
                }
                Curve::PR => interpolated(left, right) / if positives > 0.0 { positives } else { 1.0 },
            };
            right = left;
        }
        area
    }

    fn reset(&mut self) {
        self.passed.clear();
    }

    fn state(&self) -> Option<Vec<f64>> {
        Some(self.passed.as_flattened().to_vec())
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        let (passed, rest) = state.as_chunks();
        let fits = rest.is_empty() && [0, self.num_thresholds + 1].contains(&passed.len());
        if fits {
            self.passed = passed.to_vec();
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

    fn check(&self, _: &Spec) -> Result<()> {
        self.check_arguments()
    }
}

/// The area under the precisions between two thresholds, times the number of positives.
fn interpolated(left: [f64; 2], right: [f64; 2]) -> f64 {
    let found = left[1] - right[1];
    let [more, less] = [left, right].map(|[negatives, positives]| negatives + positives);
    let slope = ratio(found, more - less);
    let intercept = right[1] - slope * less;
    let growth = if more > 0.0 && less > 0.0 { more / less } else { 1.0 };
    slope * (found + intercept * growth.ln())
}
