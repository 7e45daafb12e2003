//! Mean over samples.

use super::rows::{Labels, each_row, with_weights};
use super::{Metric, width};
use crate::Result;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::losses::{LabelRange, Loss, Scale};
use crate::shape::Spec;

/// A mean that gathers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mean {
    total: f64,
    count: f64,
}

impl Mean {
    /// The mean of nothing yet.
    pub const EMPTY: Self = Self { total: 0.0, count: 0.0 };

    fn add(&mut self, value: f64, weight: f64) {
        self.total += weight * value;
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
    fn score(&self, t: &[f32], p: &[f32]) -> f64;

    /// What is made of the mean of the scores.
    fn finish(&self, mean: f64) -> f64 {
        mean
    }

    /// The labels that it makes sense of, where a row has so many numbers.
    fn labels(&self, _width: Option<usize>) -> LabelRange {
        LabelRange::Any
    }

    /// The scale on which it takes the output, where a row has so many numbers.
    fn scale(&self, _width: Option<usize>) -> Scale {
        Scale::Identity
    }

    /// Whether the arguments make sense, where a row has so many numbers.
    ///
    /// # Errors
    ///
    /// The first that does not.
    fn check(&self, _width: Option<usize>) -> Result<()> {
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
        let range = |width| score.labels(Some(width));
        each_row(S::NAME, S::LABELS, range, y_true, y_pred, sample_weight, |row| {
            mean.add(score.score(row.t, row.p), row.weight * row.share);
        });
    }

    fn result(&self) -> f64 {
        self.score.finish(self.mean.value())
    }

    fn reset(&mut self) {
        self.mean = Mean::EMPTY;
    }

    fn labels(&self, output: &Spec) -> LabelRange {
        self.score.labels(width(output))
    }

    fn scale(&self, output: &Spec) -> Scale {
        self.score.scale(width(output))
    }

    fn check(&self, output: &Spec) -> Result<()> {
        self.score.check(width(output))
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

    fn score(&self, t: &[f32], p: &[f32]) -> f64 {
        let square = |(&t, &p)| (f64::from(p) - f64::from(t)).powi(2);
        t.iter().zip(p).map(square).sum::<f64>() / p.len() as f64
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
                values
                    .iter()
                    .enumerate()
                    .for_each(|(i, &value)| self.mean.add(value.into(), weight_of(i) * share));
            });
        });
    }

    fn result(&self) -> f64 {
        self.mean.value()
    }

    fn reset(&mut self) {
        self.mean = Mean::EMPTY;
    }

    fn labels(&self, _: &Spec) -> LabelRange {
        self.loss.labels()
    }

    fn scale(&self, _: &Spec) -> Scale {
        self.loss.scale()
    }

    fn check(&self, output: &Spec) -> Result<()> {
        self.loss.check(output).map_err(|error| error.within("metrics"))
    }
}
