//! Means over samples.

use super::Metric;
use super::rows::{Labels, each_row, with_weights};
use crate::Result;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::losses::Loss;

/// A mean that gathers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mean {
    total: f64,
    count: f64,
}

impl Mean {
    /// The mean of nothing yet.
    pub const EMPTY: Self = Self { total: 0.0, count: 0.0 };

    fn add(&mut self, value: f32, weight: f64) {
        self.total += weight * f64::from(value);
        self.count += weight;
    }

    fn value(&self) -> f64 {
        if self.count == 0.0 { 0.0 } else { self.total / self.count }
    }
}

/// A score of each row along the last axis.
pub trait RowScore: Send {
    /// The name, for messages.
    const NAME: &'static str;

    /// What labels it takes.
    #[doc(hidden)]
    const LABELS: Labels;

    /// The score of the labels `t` and the output `p` of a row.
    fn score(&self, t: &[f32], p: &[f32]) -> f32;

    /// What is made of the mean of the scores.
    fn finish(&self, mean: f64) -> f64 {
        mean
    }

    /// Whether the arguments make sense.
    ///
    /// # Errors
    ///
    /// The first that does not.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// The mean of a score of each row along the last axis; most metrics are one.
#[derive(Clone, Copy, Debug)]
pub struct RowMean<S> {
    pub(super) score: S,
    mean: Mean,
}

impl<S> RowMean<S> {
    pub(super) const fn of(score: S) -> Self {
        Self { score, mean: Mean::EMPTY }
    }
}

impl<S: Default> Default for RowMean<S> {
    fn default() -> Self {
        Self::of(S::default())
    }
}

impl<S: RowScore> Metric for RowMean<S> {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let Self { score, mean } = self;
        each_row(S::NAME, S::LABELS, y_true, y_pred, sample_weight, |row| {
            mean.add(score.score(row.t, row.p), row.weight * row.share);
        });
    }

    fn result(&self) -> f64 {
        self.score.finish(self.mean.value())
    }

    fn reset(&mut self) {
        self.mean = Mean::EMPTY;
    }

    fn check(&self) -> Result<()> {
        self.score.check()
    }
}

/// The square root of the mean squared error:
/// [`RootMeanSquaredError`](https://keras.io/api/metrics/regression_metrics/#rootmeansquarederror-class).
pub type RootMeanSquaredError = RowMean<SquaredError>;

/// The score of [`RootMeanSquaredError`].
#[derive(Clone, Copy, Debug, Default)]
pub struct SquaredError;

impl RowScore for SquaredError {
    const NAME: &'static str = "RootMeanSquaredError";
    const LABELS: Labels = Labels::Same;

    fn score(&self, t: &[f32], p: &[f32]) -> f32 {
        t.iter().zip(p).map(|(t, p)| (p - t) * (p - t)).sum::<f32>() / p.len() as f32
    }

    fn finish(&self, mean: f64) -> f64 {
        mean.sqrt()
    }
}

/// The mean of a loss, or of a function of the labels and the output.
///
/// A function may give a number for each sample, or one for the whole batch; then batches count alike, as in Keras.
#[derive(Clone, Copy, Debug)]
pub struct MeanOf<L> {
    loss: L,
    mean: Mean,
}

impl<L: Loss> MeanOf<L> {
    /// The mean of `loss`.
    pub const fn new(loss: L) -> Self {
        Self { loss, mean: Mean::EMPTY }
    }
}

impl<L: Loss> Metric for MeanOf<L> {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let [y_true, y_pred] = [y_true, y_pred].map(K::stop_gradient);
        let values = self.loss.call(&y_true, &y_pred);
        let (rows, samples) = (values.shape().elements(), values.shape().first().copied().unwrap_or(1));
        let weights = sample_weight.filter(|_| values.rank() > 0);
        with_weights(self.loss.name(), &values, rows, samples, weights, |weight_of, share| {
            values.read(|values| {
                values.iter().enumerate().for_each(|(i, &value)| self.mean.add(value, weight_of(i) * share));
            });
        });
    }

    fn result(&self) -> f64 {
        self.mean.value()
    }

    fn reset(&mut self) {
        self.mean = Mean::EMPTY;
    }
}
