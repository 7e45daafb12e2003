//! Curves of decisions, and the area under them.

use keras_macros::Config;

use crate::Result;
use crate::config::{Argument, Classes, Value, from_word, to_word};
use crate::metrics::passed::Passed;
use crate::metrics::ratio;

/// Curve whose area [`AUC`](super::AUC) is: ROC, precision-recall, or the gains of both.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(clippy::upper_case_acronyms, reason = "the names that they have")]
#[non_exhaustive]
pub enum Curve {
    /// Found against falsely found: the receiver operating characteristic.
    ROC,
    /// Precision against recall.
    PR,
    /// Precision against recall, each as what it gains over saying yes always. Source: Flach and Kull,
    /// "Precision-recall-gain curves: PR analysis done right" (2015).
    PRGAIN,
}

pub use Curve::{PR, PRGAIN, ROC};

const CURVES: [(&str, Curve); 3] = [("ROC", Curve::ROC), ("PR", Curve::PR), ("PRGAIN", Curve::PRGAIN)];

impl Argument for Curve {
    fn to_json(&self) -> Result<Value> {
        Ok(to_word(self, &CURVES).unwrap_or_default())
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        from_word(value, &CURVES)
    }
}

/// Summation method of the area between two thresholds: in the middle, or as a bound from below or above.
///
/// In `metrics!` it is a word, as in Keras: `AUC(summation_method = "minoring")`.
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum SummationMethod {
    /// The mean of both ends; of [`Curve::PR`], positives between them are interpolated, precision is not.
    Interpolation,
    /// The greater of both ends: no area is greater.
    Majoring,
    /// The lesser of both ends: no area is less.
    Minoring,
}

/// Their names in Keras.
#[allow(non_upper_case_globals, reason = "words of Keras")]
pub mod words {
    use super::SummationMethod;

    /// [`SummationMethod::Interpolation`].
    pub const interpolation: SummationMethod = SummationMethod::Interpolation;
    /// [`SummationMethod::Majoring`].
    pub const majoring: SummationMethod = SummationMethod::Majoring;
    /// [`SummationMethod::Minoring`].
    pub const minoring: SummationMethod = SummationMethod::Minoring;
}

impl SummationMethod {
    fn height(self, ends: [f64; 2]) -> f64 {
        match self {
            Self::Interpolation => (ends[0] + ends[1]) / 2.0,
            Self::Majoring => ends[0].max(ends[1]),
            Self::Minoring => ends[0].min(ends[1]),
        }
    }
}

impl Curve {
    /// The area under the curve.
    pub(super) fn area(self, method: SummationMethod, passed: &Passed) -> f64 {
        let totals = passed.totals();
        let (mut area, mut right) = (0.0, None);
        // From the strictest threshold to the laxest: `left` and `right` are what exceeds a threshold and the next.
        for left in passed.points() {
            if let Some(right) = right.replace(left) {
                area += match (self, method) {
                    (Self::PR, SummationMethod::Interpolation) => {
                        interpolated(left, right) / if totals[1] > 0.0 { totals[1] } else { 1.0 }
                    }
                    _ => {
                        let [left, right] = [left, right].map(|found| self.point(found, totals));
                        (left[0] - right[0]) * method.height([left[1], right[1]])
                    }
                };
            }
        }
        area
    }

    /// The point of a threshold, of what exceeds it and all that there is of either label.
    fn point(
        self,
        [false_positives, true_positives]: [f64; 2],
        [negatives, positives]: [f64; 2],
    ) -> [f64; 2] {
        let recall = ratio(true_positives, positives);
        match self {
            Self::ROC => [ratio(false_positives, negatives), recall],
            Self::PR => [recall, ratio(true_positives, true_positives + false_positives)],
            // With nothing found, the gain of recall is none and that of precision whole.
            Self::PRGAIN if true_positives == 0.0 => [0.0, 1.0],
            Self::PRGAIN => {
                let scale = ratio(positives, negatives);
                let gain = |wrong: f64| 1.0 - scale * wrong / true_positives;
                [gain(positives - true_positives).max(0.0), gain(false_positives)]
            }
        }
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
