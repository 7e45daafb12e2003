//! The area under a curve of decisions.

use super::Metric;
use super::mean::read;
use crate::autodiff::Tensor;
use crate::{Error, Result};

/// Which curve the area is under.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[allow(clippy::upper_case_acronyms, reason = "Keras's names")]
pub enum Curve {
    /// True positives against false positives: the receiver operating characteristic.
    #[default]
    ROC,
    /// Precision against recall.
    PR,
}

/// The area under a curve, by interpolation between thresholds: Keras's `AUC`.
///
/// Source of the interpolation of precision and recall: Davis and Goadrich, "The relationship between
/// precision-recall and ROC curves" (2006).
#[derive(Clone, Debug)]
#[allow(clippy::upper_case_acronyms, reason = "Keras's name")]
pub struct AUC {
    curve: Curve,
    thresholds: Vec<f32>,
    /// The weight of predictions above so many thresholds: of negatives, and of positives.
    above: [Vec<f64>; 2],
}

impl Default for AUC {
    fn default() -> Self {
        Self::new(200)
    }
}

impl AUC {
    /// With so many thresholds, spread evenly from 0 to 1.
    pub fn new(num_thresholds: usize) -> Self {
        let last = num_thresholds.saturating_sub(1) as f64;
        // The outermost are just outside, so that predictions of 0 and 1 are on their right sides.
        let threshold = |i: usize| match i {
            0 => -1e-7,
            _ if i + 1 == num_thresholds => 1.0 + 1e-7,
            _ => i as f64 / last,
        };
        let thresholds = (0..num_thresholds).map(|i| threshold(i) as f32).collect();
        let above = [vec![0.0; num_thresholds + 1], vec![0.0; num_thresholds + 1]];
        Self { curve: Curve::ROC, thresholds, above }
    }

    /// Under this curve.
    #[must_use]
    pub fn curve(mut self, curve: Curve) -> Self {
        self.curve = curve;
        self
    }

    /// The weight of negatives or positives above each threshold.
    fn counts(&self, positive: usize) -> Vec<f64> {
        let mut counts: Vec<f64> = self.above[positive][1..].to_vec();
        for i in (1..counts.len()).rev() {
            counts[i - 1] += counts[i];
        }
        counts
    }
}

impl Metric for AUC {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        read(y_true, y_pred, sample_weight, |t, p, weights| {
            let predictions = p.len();
            for (i, (&t, &p)) in t.iter().zip(p).enumerate() {
                let weight = weights.map_or(1.0, |weights| weights[i * weights.len() / predictions]);
                let passed = self.thresholds.partition_point(|&threshold| p > threshold);
                self.above[usize::from(t > 0.0)][passed] += f64::from(weight);
            }
        });
    }

    fn result(&self) -> f64 {
        let (fp, tp) = (self.counts(0), self.counts(1));
        let [negatives, positives] = [0, 1].map(|i| self.above[i].iter().sum::<f64>());
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
        let segment = |i: usize| match self.curve {
            Curve::ROC => {
                let width = ratio(fp[i], negatives) - ratio(fp[i + 1], negatives);
                width * (ratio(tp[i], positives) + ratio(tp[i + 1], positives)) / 2.0
            }
            Curve::PR => {
                let (tp0, tp1) = (tp[i], tp[i + 1]);
                let (p0, p1) = (tp0 + fp[i], tp1 + fp[i + 1]);
                let slope = ratio(tp0 - tp1, p0 - p1);
                let intercept = tp1 - slope * p1;
                let safe_ratio = if p0 > 0.0 && p1 > 0.0 { p0 / p1 } else { 1.0 };
                ratio(slope * (tp0 - tp1 + intercept * safe_ratio.ln()), positives)
            }
        };
        (0..self.thresholds.len().saturating_sub(1)).map(segment).sum()
    }

    fn reset(&mut self) {
        self.above.iter_mut().for_each(|above| above.fill(0.0));
    }

    fn check(&self) -> Result<()> {
        if self.thresholds.len() > 1 {
            return Ok(());
        }
        Err(Error::expected("metric `AUC`", "2 thresholds or more", self.thresholds.len()))
    }
}
