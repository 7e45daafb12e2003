//! Nadam: Adam with Nesterov's momentum.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_epsilon, require_share};
use crate::Result;
use crate::config::{ToObject, Value};

/// Nadam, [`Adam`](super::Adam) with Nesterov's momentum; learning rate 0.001 by default.
///
/// ```
/// use keras::optimizers::Nadam;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(Nadam::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.1063]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Step number `t`, from 1, for each weight, where `uₜ = beta_1 · (1 − 0.96ᵗ / 2)`:
///
/// ```text
/// momentum ← beta_1 · momentum + (1 − beta_1) · gradient
/// velocity ← beta_2 · velocity + (1 − beta_2) · gradient²
/// mean     = uₜ₊₁ · momentum / (1 − u₁ ⋯ uₜ₊₁) + (1 − uₜ) · gradient / (1 − u₁ ⋯ uₜ)
/// weight   ← weight − rate · mean / (√(velocity / (1 − beta_2ᵗ)) + epsilon)
/// ```
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `momentum`, `velocity` | |
///
/// Source: Dozat, "Incorporating Nesterov momentum into Adam" (2016). As
/// [`keras.optimizers.Nadam`](https://keras.io/api/optimizers/nadam/).
pub type Nadam = Descent<NadamRule>;

/// Update rule of [`Nadam`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct NadamRule {
    /// How much of the mean gradient stays at each step, from 0 to below 1.
    // As Keras keeps it: 1 − β loses digits in f32.
    #[default(0.9)]
    beta_1: f64,
    /// How much of the mean square stays at each step, from 0 to below 1.
    #[default(0.999)]
    beta_2: f64,
    /// What is added to the root of the mean square.
    #[default(1e-7)]
    epsilon: f64,
}

impl UpdateRule for NadamRule {
    const NAME: &'static str = "Nadam";
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        &["momentum", "velocity"]
    }

    fn derived_variables(&self, iterations: u64) -> Vec<f32> {
        vec![self.warmup(iterations).product as f32]
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
        let change = 2.0 * rate * gradient / self.epsilon / (1.0 - self.beta_1);
        change.max(gradient * gradient)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [mean, square] = slots else { unreachable!("the slots are those of `slots`") };
        let Warmup { momentum, next, product } = self.warmup(step.number);
        let of_mean = (next / (1.0 - product * next)) as f32;
        let of_gradient = ((1.0 - momentum) / (1.0 - product)) as f32;
        let warmed = (1.0 - f64::from(self.beta_2 as f32).powf(step.number as f64)) as f32;
        let (rest_1, rest_2) = ((1.0 - self.beta_1) as f32, (1.0 - self.beta_2) as f32);
        let epsilon = self.epsilon as f32;
        for ((weight, gradient), (mean, square)) in weights.zip(mean.iter_mut().zip(square.iter_mut())) {
            *mean += (gradient - *mean) * rest_1;
            *square += (gradient * gradient - *square) * rest_2;
            let ahead = of_mean * *mean + of_gradient * gradient;
            *weight -= step.rate * ahead / ((*square / warmed).sqrt() + epsilon);
        }
    }
}

/// The momentum of a step, of the next one, and the product of all up to this.
struct Warmup {
    momentum: f64,
    next: f64,
    product: f64,
}

/// From this step on the momentum is `beta_1`, as far as an `f64` can tell.
const WARM: u64 = 1000;

impl NadamRule {
    fn warmup(&self, number: u64) -> Warmup {
        let momentum = |fading: f64| self.beta_1 * (1.0 - 0.5 * fading);
        let (mut fading, mut product) = (1.0, 1.0);
        for _ in 0..number.min(WARM) {
            fading *= 0.96;
            product *= momentum(fading);
        }
        product *= self.beta_1.powf(number.saturating_sub(WARM) as f64);
        Warmup { momentum: momentum(fading), next: momentum(0.96 * fading), product }
    }
}
