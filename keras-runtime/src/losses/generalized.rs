//! Generalized cross-entropy.

use keras_macros::Config;

use super::facts::facts;
use super::of_default::words;
use super::sparse::class_of;
use super::{
    Classes, DistributionsOnly, EPSILON, Loss, LossKind, Reduction, check_classes, check_probabilities,
    require,
};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{RowLoss, row_loss};
use crate::shape::Spec;

/// Categorical generalized cross-entropy, `(1 − p^q) / q` with the probability `p = y_pred[y_true]`, for labels some of
/// which are wrong: labels are indices of classes.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[1.0]), tape.array(&[[0.75, 0.25]]));
/// assert_eq!(CategoricalGeneralizedCrossEntropy::default().call(&y_true, &y_pred).to_array()[0], 1.0);
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…)`, indices of classes: integers from 0 to `n` - 1 |
/// | `y_pred` | `(…, n)`, probabilities, as of a softmax |
/// | loss | `(…)`, one for each row |
///
/// Source: Zhang and Sabuncu, ["Generalized cross entropy loss for training deep neural networks with noisy
/// labels"](https://arxiv.org/abs/1805.07836) (2018). As
/// [`keras.losses.CategoricalGeneralizedCrossEntropy`](https://keras.io/api/losses/probabilistic_losses/).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct CategoricalGeneralizedCrossEntropy {
    /// Robustness, above 0 and below 1: near 0 it is the cross-entropy, near 1 the mean absolute error.
    #[default(0.5)]
    q: f32,
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const CategoricalGeneralizedCrossEntropy: categorical_generalized_cross_entropy);

#[diagnostic::do_not_recommend]
impl LossKind for CategoricalGeneralizedCrossEntropy {
    type Takes = DistributionsOnly;
    type Labels<O> = Classes<O>;
}

impl Loss for CategoricalGeneralizedCrossEntropy {
    facts!(form: Classes, scale: Probability);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, y_true, y_pred)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        require(self.q > 0.0 && self.q < 1.0, self.name(), "a `q` above 0 and below 1", self.q)?;
        check_probabilities(self.name(), output)?;
        check_classes(self.name(), output)
    }
}

impl RowLoss for CategoricalGeneralizedCrossEntropy {
    const NAME: &'static str = "CategoricalGeneralizedCrossEntropy";
    const CLASSES: bool = true;

    fn value(&self, t: &[f32], p: &[f32]) -> Result<f32> {
        let class = class_of(<Self as RowLoss>::NAME, t, p)?;
        Ok((1.0 - p[class].powf(self.q)) / self.q)
    }

    fn by_output(&self, t: &[f32], p: &[f32], dy: f32, g: &mut [f32]) {
        let class = t[0] as usize;
        // The slope at 0 is none; there it is that of a probability as close as a logarithm sees it.
        g[class] -= dy * p[class].max(EPSILON).powf(self.q - 1.0);
    }
}
