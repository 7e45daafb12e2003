//! Scales of an output: probabilities, logits, margins.

use super::Metric;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::losses::{LabelRange, Loss, Scale};
use crate::shape::{Head, Shape, Spec};

/// An output of a model, as the loss that trains it understands it.
#[derive(Clone)]
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
        let is_as_it_is = matches!(self.scale, Scale::Identity | Scale::Number | Scale::Probability);
        !is_as_it_is && metric.scale(&self.output) == Scale::Probability
    }

    /// Whether the output is known to be numbers of a regression, of which none is right.
    pub fn is_number(&self) -> bool {
        self.scale == Scale::Number
            && matches!(self.output.head(), Head::Logits | Head::Positive | Head::Bounded)
    }

    pub fn probabilities(&self, y_pred: &Tensor) -> Tensor {
        self.scale.probabilities(&K::stop_gradient(y_pred))
    }

    /// The output that a metric sees.
    pub fn seen(&self, metric: &dyn Metric, output: &Spec) -> Spec {
        if self.has_probabilities(metric) { self.scale.probable(output) } else { *output }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::{Tape, Variable};
    use crate::losses::{BinaryCrossentropy, CategoricalCrossentropy, Hinge, MeanSquaredError};
    use crate::metrics::{
        AUC, F1Score, MeanOf, Metrics, Precision, Recall, binary_accuracy, binary_crossentropy,
        categorical_crossentropy, mse,
    };

    fn measured(mut metric: impl Metric, y_true: &Tensor, y_pred: &Tensor) -> f64 {
        metric.update(y_true, y_pred, None);
        y_pred.tape().check().unwrap();
        metric.result()
    }

    /// The value of a metric in a list that measures what `loss` trains after a layer of a head.
    fn judged(
        metric: impl Metric + 'static,
        loss: &dyn Loss,
        head: Head,
        labels: &[[f32; 3]],
        outputs: &[[f32; 3]],
    ) -> f64 {
        let mut metrics = Metrics::new(vec![("metric".into(), Box::new(metric))]);
        metrics.judge(loss, &Spec::new(Shape::known(&[3])).with_head(head));
        let tape = Tape::inference();
        metrics.update(&tape.array(labels), &tape.array(outputs), None);
        tape.check().unwrap();
        metrics.results().next().unwrap()
    }

    #[test]
    fn a_metric_understands_the_output_as_the_loss_does() {
        let logits = [[0.3, -5.0, 0.2], [-0.1, 0.4, -3.0]];
        let labels = [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]];
        let signs = labels.map(|row| row.map(|label| 2.0 * label - 1.0));
        let (binary, margin) = (BinaryCrossentropy::default().from_logits(), Hinge::default());
        for head in [Head::Logits, Head::Unknown] {
            for (loss, labels) in [(&binary as &dyn Loss, &labels), (&margin, &labels), (&margin, &signs)] {
                assert_eq!(judged(binary_accuracy, loss, head, labels, &logits), 1.0);
                assert_eq!(judged(Precision::default(), loss, head, labels, &logits), 1.0);
                assert_eq!(judged(Recall::default(), loss, head, labels, &logits), 1.0);
                assert_eq!(judged(AUC::default(), loss, head, labels, &logits), 1.0);
                assert!(judged(F1Score::default().threshold(0.5), loss, head, labels, &logits) > 0.999);
            }
        }
        // Of an output that is probabilities, or that the loss takes as it is, nothing is made.
        let halves = [[0.6, 0.4, 0.9], [0.1, 0.8, 0.0]];
        let probabilities = BinaryCrossentropy::default();
        assert_eq!(judged(binary_accuracy, &probabilities, Head::Sigmoid, &labels, &halves), 1.0);
        assert_eq!(judged(binary_accuracy, &margin, Head::Sigmoid, &signs, &halves), 1.0);
        assert_eq!(
            judged(binary_accuracy, &MeanSquaredError::default(), Head::Logits, &labels, &halves),
            1.0
        );
    }

    #[test]
    fn a_threshold_of_0_is_one_of_logits() {
        let (labels, logits) = ([[0.0, 1.0, 1.0]], [[-2.0, 0.1, -0.1]]);
        let loss = BinaryCrossentropy::default().from_logits();
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-6, "{found}");
        close(judged(binary_accuracy.threshold(0.0), &loss, Head::Logits, &labels, &logits), 2.0 / 3.0);
        close(judged(Recall::default().threshold(0.0), &loss, Head::Logits, &labels, &logits), 0.5);
        let score = F1Score::default().threshold(0.0);
        close(judged(score, &loss, Head::Logits, &labels, &logits), 1.0 / 3.0);
    }

    #[test]
    fn of_several_classes_the_probabilities_are_a_softmax() {
        let (labels, logits) = ([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]], [[3.0, 2.0, 4.0], [2.0, 1.9, 1.8]]);
        let loss = CategoricalCrossentropy::default().from_logits();
        let judged = |metric| judged(metric, &loss, Head::Logits, &labels, &logits);
        // 0.67 is a yes; 0.37 is not.
        assert_eq!(judged(Recall::default()), 0.5);
        assert_eq!(judged(Recall::default().threshold(0.3)), 1.0);
        assert_eq!(judged(Recall::default().top_k(1)), 1.0);
    }

    #[test]
    fn a_cross_entropy_as_a_metric_is_the_loss() {
        let (labels, logits) = ([[1.0, 0.0, 0.0]], [[-40.0, 3.0, 1.0]]);
        let tape = Tape::inference();
        let exact =
            |loss: &dyn Loss| f64::from(loss.call(&tape.array(&labels), &tape.array(&logits)).to_array()[0]);
        let (binary, dense) =
            (BinaryCrossentropy::default().from_logits(), CategoricalCrossentropy::default().from_logits());
        assert_eq!(
            judged(MeanOf::new(binary_crossentropy), &binary, Head::Logits, &labels, &logits),
            exact(&binary)
        );
        assert_eq!(
            judged(MeanOf::new(categorical_crossentropy), &dense, Head::Logits, &labels, &logits),
            exact(&dense)
        );
        // Where the output is probabilities, too.
        let v = Variable::new("logits", &[1, 3], |v| v.copy_from_slice(&logits[0])).unwrap();
        let tape = Tape::new();
        for y_pred in [K::sigmoid(&tape.variable(&v)), K::softmax(&tape.variable(&v))] {
            let y_true = tape.array(&labels);
            let scores = [
                (
                    BinaryCrossentropy::default().call(&y_true, &y_pred),
                    measured(MeanOf::new(binary_crossentropy), &y_true, &y_pred),
                ),
                (
                    CategoricalCrossentropy::default().call(&y_true, &y_pred),
                    measured(MeanOf::new(categorical_crossentropy), &y_true, &y_pred),
                ),
            ];
            assert!(scores.iter().all(|(loss, metric)| f64::from(loss.to_array()[0]) == *metric));
        }
        assert_eq!(
            judged(MeanOf::new(mse), &dense, Head::Logits, &labels, &logits),
            exact(&MeanSquaredError::default())
        );
    }
}
