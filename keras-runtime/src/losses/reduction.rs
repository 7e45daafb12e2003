//! Reduction of a loss over a batch.

use crate::Result;
use crate::autodiff::Tensor;
use crate::backend as K;
use crate::config::{Argument, Classes, Value, from_word, to_word};
use crate::layer::masks::{any_of_last, counted, spread};

/// Reduction of a loss: what is made of the losses of a batch, weighted, for training to minimize and for the score.
///
/// By Keras's names: `"sum_over_batch_size"`, `"mean"`, `"mean_with_sample_weight"`, `"sum"`, and `None` or `"none"`.
///
/// ```
/// use keras::losses::Reduction;
/// use keras::prelude::*;
///
/// let loss = MeanSquaredError::default().reduction(Reduction::Sum);
/// let mut model = sequential![Dense(1, use_bias = false, kernel_initializer = ones, input = 1)]
///     .compile(SGD::new(0.1), loss, metrics![]);
/// assert_eq!(model.evaluate([[1.0], [2.0]], [0.0, 0.0])?.loss, 5.0);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// A loss that is [called](super::Loss::call) by hand gives the values before it. As the argument `reduction` of
/// [`keras.losses.Loss`](https://keras.io/api/losses/#base-loss-api).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reduction {
    /// Sum over the batch size: the sum, divided by the number of values. Where steps are masked, by that of the others.
    #[default]
    SumOverBatchSize,
    /// Mean, another name of the same.
    Mean,
    /// Mean with sample weights: the sum, divided by that of the weights.
    MeanWithSampleWeight,
    /// Sum.
    Sum,
    /// No reduction, for losses that are called by hand: training and measuring need a number, and refuse it.
    None,
}

const WORDS: [(&str, Reduction); 5] = [
    ("sum_over_batch_size", Reduction::SumOverBatchSize),
    ("mean", Reduction::Mean),
    ("mean_with_sample_weight", Reduction::MeanWithSampleWeight),
    ("sum", Reduction::Sum),
    ("none", Reduction::None),
];

/// No reduction is also Python's `None`, and so `null`.
impl Argument for Reduction {
    fn to_json(&self) -> Result<Value> {
        Ok(to_word(self, &WORDS).unwrap_or_default())
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        if value.is_null() { Ok(Reduction::None) } else { from_word(value, &WORDS) }
    }
}

impl Reduction {
    /// The number that it makes of losses, of which those count where the mask is not 0, by weights of as many axes.
    pub(crate) fn reduce(self, losses: &Tensor, mask: Option<&Tensor>, weights: Option<Tensor>) -> Tensor {
        let mask = mask.map(|mask| {
            // A loss of one's own may give a number for a step, for a sample, or for all.
            let mask = (losses.rank()..mask.rank()).fold(mask.clone(), |mask, _| any_of_last(&mask));
            spread(&mask, losses.rank())
        });
        let losses = mask.as_ref().map_or_else(|| losses.clone(), |mask| counted(losses, mask, 0.0));
        let weighted = |weights: Option<&Tensor>| match weights {
            Some(weights) => &losses * weights,
            None => losses.clone(),
        };
        match self {
            Self::SumOverBatchSize | Self::Mean | Self::None => {
                // Weights whose mean is 1, so that the mean of the losses is that over the steps that count.
                let shares = mask.map(|mask| &mask / K::maximum(&K::mean(&mask), f32::MIN_POSITIVE));
                K::mean(&weighted([shares, weights].into_iter().flatten().reduce(|a, b| a * b).as_ref()))
            }
            Self::Sum => K::sum(&weighted(weights.as_ref())),
            Self::MeanWithSampleWeight => {
                let weights = [mask, weights].into_iter().flatten().reduce(|a, b| a * b);
                let Some(weights) = weights else { return K::mean(&losses) };
                let all = &weights * K::ones_like(&losses);
                K::sum(&weighted(Some(&weights))) / K::maximum(&K::sum(&all), f32::MIN_POSITIVE)
            }
        }
    }
}
