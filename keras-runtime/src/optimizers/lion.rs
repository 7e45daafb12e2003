//! Lion: the sign of a moving average.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_share};
use crate::Result;
use crate::config::{ToObject, Value};
use crate::schedules::require;

/// Lion, gradient descent by the sign of a moving average: each weight changes by the learning rate, 0.001 by default, a
/// third to a tenth of what suits [`Adam`](super::Adam).
///
/// ```
/// use keras::optimizers::Lion;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(Lion::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.1000]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each step, for each weight:
///
/// ```text
/// weight   ← weight − rate · sign(beta_1 · momentum + (1 − beta_1) · gradient)
/// momentum ← beta_2 · momentum + (1 − beta_2) · gradient
/// ```
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `momentum` | |
///
/// Source: Chen et al., "Symbolic discovery of optimization algorithms" (2023). As
/// [`keras.optimizers.Lion`](https://keras.io/api/optimizers/lion/).
pub type Lion = Descent<LionRule>;

/// Update rule of [`Lion`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct LionRule {
    /// How much of the mean gradient the change is of, above 0 up to 1.
    #[default(0.9)]
    beta_1: f64,
    /// How much of the mean gradient stays at each step, from 0 to below 1.
    #[default(0.99)]
    beta_2: f64,
}

impl UpdateRule for LionRule {
    const NAME: &'static str = "Lion";

    fn slots(&self) -> &'static [&'static str] {
        &["momentum"]
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        let is_share = self.beta_1 > 0.0 && self.beta_1 <= 1.0;
        require(is_share, Self::NAME, "beta_1", "a number above 0, up to 1", self.beta_1)?;
        require_share(Self::NAME, "beta_2", self.beta_2)
    }

    fn bound(&self, rate: f64, gradient: f64) -> f64 {
        rate.max(gradient)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [mean] = slots else { unreachable!("the slots are those of `slots`") };
        let (beta_1, beta_2) = (self.beta_1 as f32, self.beta_2 as f32);
        let (rest_1, rest_2) = (1.0 - beta_1, 1.0 - beta_2);
        for ((weight, gradient), mean) in weights.zip(mean.iter_mut()) {
            let direction = beta_1 * *mean + rest_1 * gradient;
            // 0 and NaN have no sign.
            let sign = if direction == 0.0 { 0.0 } else { direction / direction.abs() };
            *weight -= step.rate * sign;
            *mean = beta_2 * *mean + rest_2 * gradient;
        }
    }
}
