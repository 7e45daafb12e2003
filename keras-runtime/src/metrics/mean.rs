//! Means over samples.

use super::Metric;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::losses::Loss;

/// A mean that gathers, each sample weighted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mean {
    total: f64,
    count: f64,
}

impl Mean {
    /// The mean of nothing yet.
    pub const EMPTY: Self = Self { total: 0.0, count: 0.0 };

    /// Adds a batch of values, `values.len() / batch` of each sample, which count as one: their mean.
    pub fn add(&mut self, values: impl ExactSizeIterator<Item = f32>, batch: usize, weights: Option<&[f32]>) {
        let per_sample = (values.len() / batch.max(1)).max(1);
        let weight_of = |i: usize| match weights {
            None => 1.0,
            Some(weights) if weights.len() == batch => f64::from(weights[i / per_sample]),
            Some(weights) => f64::from(weights[i]),
        };
        let share = 1.0 / per_sample as f64;
        for (i, value) in values.enumerate() {
            self.total += share * weight_of(i) * f64::from(value);
            self.count += share * weight_of(i);
        }
    }

    /// The mean so far; 0 of nothing.
    pub fn result(&self) -> f64 {
        if self.count == 0.0 { 0.0 } else { self.total / self.count }
    }
}

/// Lets `f` see the values of labels, predictions and weights.
pub(super) fn read(
    y_true: &Tensor,
    y_pred: &Tensor,
    weights: Option<&Tensor>,
    f: impl FnOnce(&[f32], &[f32], Option<&[f32]>),
) {
    y_true.read(|t| {
        y_pred.read(|p| match weights {
            Some(weights) => weights.read(|w| f(t, p, Some(w))),
            None => f(t, p, None),
        })
    });
}

/// The mean of a loss, or of a function of `(y_true, y_pred)`.
///
/// A function may give a value for each sample, or one for the batch; batches then count alike, as in Keras.
#[derive(Clone, Debug)]
pub struct MeanOf<L> {
    loss: L,
    mean: Mean,
}

impl<L: Loss> MeanOf<L> {
    /// The mean of `loss`.
    pub fn new(loss: L) -> Self {
        Self { loss, mean: Mean::default() }
    }
}

impl<L: Loss> Metric for MeanOf<L> {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let values = self.loss.call(y_true, &K::stop_gradient(y_pred));
        let batch = values.shape().first().copied().unwrap_or(1);
        let weights = sample_weight.filter(|_| values.rank() > 0);
        read(&values, &values, weights, |values, _, weights| {
            self.mean.add(values.iter().copied(), batch, weights)
        });
    }

    fn result(&self) -> f64 {
        self.mean.result()
    }

    fn reset(&mut self) {
        self.mean = Mean::default();
    }
}

/// The square root of the mean squared error.
#[derive(Clone, Copy, Debug, Default)]
pub struct RootMeanSquaredError {
    mean: Mean,
}

impl Metric for RootMeanSquaredError {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let batch = y_pred.dim(0);
        read(y_true, y_pred, sample_weight, |t, p, weights| {
            self.mean.add(t.iter().zip(p).map(|(t, p)| (t - p).powi(2)), batch, weights);
        });
    }

    fn result(&self) -> f64 {
        self.mean.result().sqrt()
    }

    fn reset(&mut self) {
        self.mean = Mean::default();
    }
}
