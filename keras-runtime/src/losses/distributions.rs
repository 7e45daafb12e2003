//! Losses between distributions: Kullback-Leibler divergence and Poisson.

use keras_macros::Config;

use super::facts::facts;
use super::of_default::words;
use super::{
    AnyOutput, DistributionsOnly, EPSILON, FromProbabilities, Loss, LossKind, Reduction, Same, check_head,
};
use crate::Result;
use crate::autodiff::Tensor;
use crate::autodiff::ops::{PointLoss, row_loss};
use crate::shape::Spec;

/// Kullback-Leibler divergence, the sum of `y_true · log(y_true / y_pred)`, for probabilities.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[0.5, 0.5]]), tape.array(&[[0.25, 0.75]]));
/// let loss = KLDivergence::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "0.1438");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, distributions over `n` classes, as those of [`CategoricalCrossentropy`](super::CategoricalCrossentropy) |
/// | `y_pred` | `(…, n)`, distributions, as of a softmax |
/// | loss | `(…)`, one for each row |
///
/// Source: Kullback and Leibler, "On information and sufficiency" (1951). As
/// [`keras.losses.KLDivergence`](https://keras.io/api/losses/probabilistic_losses/#kldivergence-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct KLDivergence {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

/// Poisson loss, the mean of `y_pred − y_true · log(y_pred)`, for counts.
///
/// ```
/// use keras::{autodiff::Tape, prelude::*};
///
/// let tape = Tape::new();
/// let (y_true, y_pred) = (tape.array(&[[1.0, 0.0]]), tape.array(&[[1.0, 3.0]]));
/// let loss = Poisson::default().call(&y_true, &y_pred).to_array()[0];
/// assert_eq!(format!("{loss:.4}"), "2.0000");
/// ```
///
/// | | shape |
/// | --- | --- |
/// | `y_true` | `(…, n)`, 0 or more |
/// | `y_pred` | `(…, n)`, expected counts, above 0 |
/// | loss | `(…)`, one for each row |
///
/// As [`keras.losses.Poisson`](https://keras.io/api/losses/probabilistic_losses/#poisson-class).
#[derive(Config, Clone, Copy, Debug)]
#[config(loss)]
pub struct Poisson {
    #[config(typed)]
    #[default(Reduction::SumOverBatchSize)]
    pub(super) reduction: Reduction,
}

words!(const KLDivergence: kl_divergence);
words!(const Poisson: poisson);

#[diagnostic::do_not_recommend]
impl LossKind for KLDivergence {
    type Takes = DistributionsOnly;
    type Labels<O> = Same<O>;
}

#[diagnostic::do_not_recommend]
impl LossKind for Poisson {
    type Takes = AnyOutput;
    type Labels<O> = Same<O>;
}

impl Loss for KLDivergence {
    facts!(form: Same, range: Distribution, scale: Probability);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, y_true, y_pred)
    }

    fn check(&self, output: &Spec) -> Result<()> {
        check_head(self.name(), FromProbabilities, output, "softmax")
    }
}

impl Loss for Poisson {
    facts!(form: Same, range: NonNegative, scale: Number);

    fn call(&self, y_true: &Tensor, y_pred: &Tensor) -> Tensor {
        row_loss(*self, y_true, y_pred)
    }
}

impl PointLoss for KLDivergence {
    const NAME: &'static str = "KLDivergence";
    const MEAN: bool = false;

    fn value(&self, t: f32, p: f32) -> f32 {
        let [t, p] = [t, p].map(|x| x.clamp(EPSILON, 1.0));
        t * (t / p).ln()
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        let inside = [t, p].map(|x| if (EPSILON..=1.0).contains(&x) { 1.0 } else { 0.0 });
        let [t, p] = [t, p].map(|x| x.clamp(EPSILON, 1.0));
        [inside[0] * ((t / p).ln() + 1.0), -inside[1] * t / p]
    }
}

impl PointLoss for Poisson {
    const NAME: &'static str = "Poisson";

    fn value(&self, t: f32, p: f32) -> f32 {
        p - t * (p + EPSILON).ln()
    }

    fn slopes(&self, t: f32, p: f32) -> [f32; 2] {
        [-(p + EPSILON).ln(), 1.0 - t / (p + EPSILON)]
    }
}
