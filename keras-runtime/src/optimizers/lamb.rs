//! Lamb: Adam whose steps are as long as the weights.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, WholeParameter, require_epsilon, require_share};
use crate::Result;
use crate::config::{ToObject, Value};
use crate::kernels::reduce::sum_of_squares;

/// LAMB, layer-wise adaptive moments for large batches: [`Adam`](super::Adam) whose step on each parameter is as long
/// as the parameter times the learning rate, 0.001 by default.
///
/// ```
/// use keras::optimizers::Lamb;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = ones, use_bias = false, input = 1)];
/// let mut model = model.compile(Lamb::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[1.1000]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Step number `t`, from 1, for each weight; norms are those of the whole parameter:
///
/// ```text
/// momentum ← beta_1 · momentum + (1 − beta_1) · gradient
/// velocity ← beta_2 · velocity + (1 − beta_2) · gradient²
/// update   = momentum / (1 − beta_1ᵗ) / (√(velocity / (1 − beta_2ᵗ)) + epsilon)
/// weight   ← weight − rate · ‖weight‖ / ‖update‖ · update
/// ```
///
/// The quotient of the norms is 1 where one of them is 0.
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `momentum`, `velocity` | |
///
/// Source: You et al., "Large batch optimization for deep learning: training BERT in 76 minutes" (2019). As
/// [`keras.optimizers.Lamb`](https://keras.io/api/optimizers/lamb/).
pub type Lamb = Descent<LambRule>;

/// Update rule of [`Lamb`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct LambRule {
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

impl UpdateRule for LambRule {
    const NAME: &'static str = "Lamb";
    const IS_WHOLE: bool = true;
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        &["momentum", "velocity"]
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        require_share(Self::NAME, "beta_1", self.beta_1)?;
        require_share(Self::NAME, "beta_2", self.beta_2)?;
        require_epsilon(Self::NAME, self.epsilon)
    }

    /// Subtracts the updates of the slots, times the rate.
    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [mean, square] = slots else { unreachable!("the slots are those of `slots`") };
        let update = self.of_moments(step.number);
        for ((weight, _), (mean, square)) in weights.zip(mean.iter().zip(square.iter())) {
            *weight -= step.rate * update(*mean, *square);
        }
    }

    fn update_whole(&self, step: Step, mut parameter: WholeParameter<'_>) {
        let WholeParameter { weights, gradient, slots, .. } = &mut parameter;
        let [mean, square] = slots else { unreachable!("the slots are those of `slots`") };
        let (rest_1, rest_2) = ((1.0 - self.beta_1) as f32, (1.0 - self.beta_2) as f32);
        let (update, mut squares) = (self.of_moments(step.number), 0.0);
        for (gradient, (mean, square)) in gradient.iter().zip(mean.iter_mut().zip(&mut **square)) {
            *mean += (gradient - *mean) * rest_1;
            *square += (gradient * gradient - *square) * rest_2;
            squares += f64::from(update(*mean, *square)).powi(2);
        }
        let (norm, of_update) = (sum_of_squares(weights).sqrt(), squares.sqrt());
        let ratio = if norm > 0.0 && of_update > 0.0 { norm / of_update } else { 1.0 };
        parameter.update(self, Step { rate: step.rate * ratio as f32, ..step }, 0..2);
    }
}

impl LambRule {
    /// The update of step `number` by the mean gradient and the mean square.
    #[inline(always)]
    fn of_moments(&self, number: u64) -> impl Fn(f32, f32) -> f32 + use<> {
        let warmed = |beta: f64| (1.0 - f64::from(beta as f32).powf(number as f64)) as f32;
        let (warmed_1, warmed_2) = (warmed(self.beta_1), warmed(self.beta_2));
        let epsilon = self.epsilon as f32;
        move |mean, square| mean / warmed_1 / ((square / warmed_2).sqrt() + epsilon)
    }
}
