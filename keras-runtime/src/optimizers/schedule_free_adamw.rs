//! Schedule-free AdamW: an average in place of a learning-rate schedule.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_epsilon, require_share};
use crate::Result;
use crate::config::{ToObject, Value};
use crate::schedules::require;

/// Schedule-free AdamW: needs no learning-rate schedule, as the weights are drawn to the average of where the gradients
/// have led; learning rate 0.0025 by default.
///
/// ```
/// use keras::optimizers::ScheduleFreeAdamW;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(ScheduleFreeAdamW::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.1000]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Step number `t`, from 1, for each weight:
///
/// ```text
/// average  = (weight − (1 − beta_1) · momentum) / beta_1
/// velocity ← beta_2 · velocity + (1 − beta_2) · gradient²
/// momentum ← momentum − rate · min(1, t / warmup_steps) · gradient / (√(velocity / (1 − beta_2ᵗ)) + epsilon)
/// average  ← (1 − 1/t) · average + 1/t · momentum
/// weight   ← (1 − beta_1) · momentum + beta_1 · average
/// ```
///
/// As in Keras the weights stay at the interpolation, in measuring and predicting too. In spite of its name there is no
/// weight decay by default.
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `momentum` | begins as the weight |
/// | `velocity` | |
///
/// Source: Defazio et al., "The road less scheduled" (2024). As
/// [`keras.optimizers.ScheduleFreeAdamW`](https://keras.io/api/optimizers/).
pub type ScheduleFreeAdamW = Descent<ScheduleFreeAdamWRule>;

/// Update rule of [`ScheduleFreeAdamW`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct ScheduleFreeAdamWRule {
    /// Share of the average in the weights, above 0 and below 1.
    #[default(0.9)]
    beta_1: f64,
    /// How much of the mean square stays at each step, from 0 to below 1.
    #[default(0.999)]
    beta_2: f64,
    /// What is added to the root of the mean square.
    #[default(1e-8)]
    epsilon: f64,
    /// Number of steps in which the learning rate rises from 0.
    #[default(0)]
    warmup_steps: u64,
}

impl UpdateRule for ScheduleFreeAdamWRule {
    const NAME: &'static str = "ScheduleFreeAdamW";
    const LEARNING_RATE: f32 = 0.0025;
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        &["momentum", "velocity"]
    }

    fn begins_as_weight(&self, slot: &str) -> bool {
        slot == "momentum"
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        // Keras divides by it.
        let fits = self.beta_1 > 0.0 && self.beta_1 < 1.0;
        require(fits, Self::NAME, "beta_1", "a number above 0 and below 1", self.beta_1)?;
        require_share(Self::NAME, "beta_2", self.beta_2)?;
        require_epsilon(Self::NAME, self.epsilon)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [reached, square] = slots else { unreachable!("the slots are those of `slots`") };
        let number = step.number as f32;
        let warmth = if self.warmup_steps > 0 { (number / self.warmup_steps as f32).min(1.0) } else { 1.0 };
        let (rate, share) = (step.rate * warmth, 1.0 / number);
        let warmed = (1.0 - f64::from(self.beta_2 as f32).powf(step.number as f64)) as f32;
        let (beta_1, rest_2) = (self.beta_1 as f32, 1.0 - self.beta_2 as f32);
        let epsilon = self.epsilon as f32;
        for ((weight, gradient), (reached, square)) in weights.zip(reached.iter_mut().zip(square.iter_mut()))
        {
            let average = (*weight - (1.0 - beta_1) * *reached) / beta_1;
            *square += (gradient * gradient - *square) * rest_2;
            *reached -= rate * gradient / ((*square / warmed).sqrt() + epsilon);
            let average = (1.0 - share) * average + share * *reached;
            *weight = (1.0 - beta_1) * *reached + beta_1 * average;
        }
    }
}
