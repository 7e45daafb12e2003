//! What an output and its labels mean, and what of that a metric is given.

use super::Metric;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::losses::{LabelRange, Loss, Scale};
use crate::shape::{Shape, Spec};

/// An output of a model, as the loss that trains it understands it.
pub(super) struct Judged {
    pub output: Spec,
    scale: Scale,
    /// Whether labels are the sides of a margin.
    signs: bool,
}

impl Default for Judged {
    /// An output of which nothing is known.
    fn default() -> Self {
        Self { output: Spec::new(Shape::SCALAR), scale: Scale::Identity, signs: false }
    }
}

impl Judged {
    pub fn new(loss: &dyn Loss, output: &Spec) -> Self {
        let signs = loss.labels() == LabelRange::Signs;
        Self { output: *output, scale: Scale::of(loss, output), signs }
    }

    /// Whether a metric is given labels of 0 and 1 in place of -1 and 1.
    pub fn has_truth(&self, metric: &dyn Metric) -> bool {
        self.signs && matches!(metric.labels(&self.output), LabelRange::Binary | LabelRange::Probability)
    }

    pub fn truth(&self, y_true: &Tensor) -> Tensor {
        K::relu(&K::stop_gradient(y_true))
    }

    /// Whether a metric is given probabilities in place of logits or margins.
    pub fn has_probabilities(&self, metric: &dyn Metric) -> bool {
        let is_probable = matches!(self.scale, Scale::Identity | Scale::Probability);
        !is_probable && metric.scale(&self.output) == Scale::Probability
    }

    pub fn probabilities(&self, y_pred: &Tensor) -> Tensor {
        self.scale.probabilities(&K::stop_gradient(y_pred))
    }

    /// The output that a metric sees.
    pub fn seen(&self, metric: &dyn Metric, output: &Spec) -> Spec {
        if self.has_probabilities(metric) { self.scale.probable(output) } else { *output }
    }
}
