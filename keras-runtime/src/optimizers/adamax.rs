//! Adamax: Adam with the largest recent gradient in place of the mean square.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_epsilon, require_share};
use crate::Result;
use crate::config::{ToObject, Value};

/// Adamax, [`Adam`](super::Adam) with the largest recent gradient in place of the mean square; learning rate 0.001 by
/// default.
///
/// ```
/// use keras::optimizers::Adamax;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(Adamax::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.1000]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Step number `t`, from 1, for each weight:
///
/// ```text
/// momentum ← beta_1 · momentum + (1 − beta_1) · gradient
/// norm     ← max(beta_2 · norm, |gradient|)
/// weight   ← weight − rate / (1 − beta_1ᵗ) · momentum / (norm + epsilon)
/// ```
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `momentum`, `norm` | |
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2014), section 7.1. As
/// [`keras.optimizers.Adamax`](https://keras.io/api/optimizers/adamax/).
pub type Adamax = Descent<AdamaxRule>;

/// Update rule of [`Adamax`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct AdamaxRule {
    /// How much of the mean gradient stays at each step, from 0 to below 1.
    // As Keras keeps it: 1 − β loses digits in f32.
    #[default(0.9)]
    beta_1: f64,
    /// How much of the largest gradient stays at each step, from 0 to below 1.
    #[default(0.999)]
    beta_2: f64,
    /// What is added to the largest gradient.
    #[default(1e-7)]
    epsilon: f64,
}

impl UpdateRule for AdamaxRule {
    const NAME: &'static str = "Adamax";
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        &["momentum", "norm"]
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        require_share(Self::NAME, "beta_1", self.beta_1)?;
        require_share(Self::NAME, "beta_2", self.beta_2)?;
        require_epsilon(Self::NAME, self.epsilon)
    }

    fn bound(&self, rate: f64, gradient: f64) -> f64 {
        let change = rate * gradient / self.epsilon / (1.0 - self.beta_1);
        change.max(gradient)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [mean, norm] = slots else { unreachable!("the slots are those of `slots`") };
        let warmed = 1.0 - f64::from(self.beta_1 as f32).powf(step.number as f64);
        let rate = (f64::from(step.rate) / warmed) as f32;
        let (rest, beta_2, epsilon) = ((1.0 - self.beta_1) as f32, self.beta_2 as f32, self.epsilon as f32);
        for ((weight, gradient), (mean, norm)) in weights.zip(mean.iter_mut().zip(norm.iter_mut())) {
            *mean += (gradient - *mean) * rest;
            let (faded, size) = (beta_2 * *norm, gradient.abs());
            // NaN stays NaN.
            *norm = if faded > size { faded } else { size };
            *weight -= rate * *mean / (*norm + epsilon);
        }
    }
}
