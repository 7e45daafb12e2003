//! Mean over samples.

use super::Metric;
use super::json::of_loss;
use super::rows::with_weights;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Config, ToObject, Value};
use crate::layer::masks::both;
use crate::losses::{Direction, LabelForm, LabelRange, Loss, Reduction, Scale};
use crate::shape::Spec;
use crate::{Error, Result};

/// A mean that gathers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mean {
    total: f64,
    count: f64,
}

impl Mean {
    /// The mean of nothing yet.
    pub const EMPTY: Self = Self { total: 0.0, count: 0.0 };

    pub fn add(&mut self, value: f64, weight: f64) {
        self.total += weight * value;
        self.count += weight;
    }

    pub fn state(&self) -> Vec<f64> {
        vec![self.total, self.count]
    }

    pub fn restore(&mut self, state: &[f64]) -> bool {
        let [total, count] = *state else { return false };
        *self = Self { total, count };
        true
    }

    pub fn value(&self) -> f64 {
        if self.count == 0.0 { 0.0 } else { self.total / self.count }
    }
}

/// A score of each row along the last axis.
pub(super) trait RowScore: Config {
    /// The name, for messages.
    const NAME: &'static str;

    /// What labels it takes.
    const LABELS: LabelForm;

    /// Whether it counts how often the output is right.
    const IS_ACCURACY: bool = false;

    /// Which value is better.
    const DIRECTION: Direction = Direction::Max;

    /// The metric as Keras writes it.
    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

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

/// Makes a [`RowScore`] a [`Metric`], whose field `mean` gathers the scores.
macro_rules! mean_of_rows {
    ($($metric:ty),*) => {$(
        const _: () = {
            use $crate::Result;
            use $crate::autodiff::Tensor;
            use $crate::config::Value;
            use $crate::losses::{Direction, LabelForm, LabelRange, Scale};
            use $crate::metrics::{Metric, rows, width};
            use $crate::shape::Spec;

            impl Metric for $metric {
                fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
                    let mut mean = self.mean;
                    let range = |width| RowScore::labels(self, Some(width));
                    rows::each_row(Self::NAME, Self::LABELS, range, y_true, y_pred, sample_weight, |row| {
                        mean.add(self.score(row.t, row.p), row.weight * row.share);
                    });
                    self.mean = mean;
                }

                fn result(&self) -> f64 {
                    self.finish(self.mean.value())
                }

                fn reset(&mut self) {
                    self.mean = Mean::EMPTY;
                }

                fn state(&self) -> Option<Vec<f64>> {
                    Some(self.mean.state())
                }

                fn restore(&mut self, state: &[f64]) -> bool {
                    self.mean.restore(state)
                }

                fn direction(&self) -> Option<Direction> {
                    Some(Self::DIRECTION)
                }

                fn to_json(&self) -> Result<Value> {
                    RowScore::to_json(self)
                }

                fn labels(&self, output: &Spec) -> LabelRange {
                    RowScore::labels(self, width(output))
                }

                fn label_form(&self) -> LabelForm {
                    Self::LABELS
                }

                fn is_accuracy(&self) -> bool {
                    Self::IS_ACCURACY
                }

                fn scale(&self, output: &Spec) -> Scale {
                    RowScore::scale(self, width(output))
                }

                fn check(&self, output: &Spec) -> Result<()> {
                    RowScore::check(self, width(output))
                }
            }
        };
    )*};
}

pub(super) use mean_of_rows;

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

impl<L: Loss + Clone + 'static> Metric for MeanOf<L> {
    fn update(&mut self, y_true: &Tensor, y_pred: &Tensor, sample_weight: Option<&Tensor>) {
        let [y_true, y_pred] = [y_true, y_pred].map(K::stop_gradient);
        let values = self.loss.call(&y_true, &y_pred);
        let (rows, samples) = (values.shape().elements(), values.shape().first().copied().unwrap_or(1));
        let counts = [sample_weight.cloned(), values.mask()]
            .into_iter()
            .flatten()
            .reduce(|weights, mask| both(&weights, &mask));
        let sample_weight = counts.as_ref();
        // A sample of which there is one value counts as its row that counts most.
        let weights = sample_weight.filter(|_| values.rank() > 0).map(|weights| {
            (values.rank()..weights.rank()).fold(weights.clone(), |weights, _| K::max_axis(&weights, -1))
        });
        with_weights("sample_weight", &values, rows, samples, weights.as_ref(), |weight_of, share| {
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

    fn state(&self) -> Option<Vec<f64>> {
        Some(self.mean.state())
    }

    fn restore(&mut self, state: &[f64]) -> bool {
        self.mean.restore(state)
    }

    fn direction(&self) -> Option<Direction> {
        self.loss.direction()
    }

    fn to_json(&self) -> Result<Value> {
        of_loss(&self.loss)
    }

    fn labels(&self, _: &Spec) -> LabelRange {
        self.loss.labels()
    }

    fn label_form(&self) -> LabelForm {
        self.loss.label_form()
    }

    fn scale(&self, _: &Spec) -> Scale {
        self.loss.scale()
    }

    fn check(&self, output: &Spec) -> Result<()> {
        self.loss.check(output).map_err(|error| error.within("metrics"))?;
        if self.loss.reduction() == Reduction::SumOverBatchSize {
            return Ok(());
        }
        let error = Error::new("metrics", "a loss is measured by its mean, whatever its `reduction`");
        Err(error.within(format_args!("`{}`", self.loss.name())).help("leave `reduction` out"))
    }
}
