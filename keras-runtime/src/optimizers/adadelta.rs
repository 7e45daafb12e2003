//! Adadelta: changes as large as the recent ones.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_epsilon, require_share};
use crate::Result;
use crate::config::{ToObject, Value};

/// Adadelta, gradient descent whose changes are as large as the recent ones, relative to the recent gradients; learning
/// rate 0.001 by default, and 1 in the paper.
///
/// ```
/// use keras::optimizers::Adadelta;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(Adadelta::new(1.0), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.0014]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each step, for each weight:
///
/// ```text
/// accumulated_grad      ← rho · accumulated_grad + (1 − rho) · gradient²
/// change                = √(accumulated_delta_var + epsilon) / √(accumulated_grad + epsilon) · gradient
/// accumulated_delta_var ← rho · accumulated_delta_var + (1 − rho) · change²
/// weight                ← weight − rate · change
/// ```
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `accumulated_grad` | mean square of the gradients |
/// | `accumulated_delta_var` | mean square of the changes |
///
/// Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012). As
/// [`keras.optimizers.Adadelta`](https://keras.io/api/optimizers/adadelta/).
pub type Adadelta = Descent<AdadeltaRule>;

/// Update rule of [`Adadelta`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct AdadeltaRule {
    /// How much of the mean squares stays at each step, from 0 to below 1.
    #[default(0.95)]
    rho: f64,
    /// What is added to the mean squares before their roots are taken.
    #[default(1e-7)]
    epsilon: f64,
}

impl UpdateRule for AdadeltaRule {
    const NAME: &'static str = "Adadelta";
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        &["accumulated_grad", "accumulated_delta_var"]
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        require_share(Self::NAME, "rho", self.rho)?;
        require_epsilon(Self::NAME, self.epsilon)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [gradients, changes] = slots else { unreachable!("the slots are those of `slots`") };
        let (rho, rest, epsilon) = (self.rho as f32, (1.0 - self.rho) as f32, self.epsilon as f32);
        let slots = gradients.iter_mut().zip(changes.iter_mut());
        for ((weight, gradient), (square, changed)) in weights.zip(slots) {
            *square = rho * *square + rest * gradient * gradient;
            let change = (*changed + epsilon).sqrt() * gradient / (*square + epsilon).sqrt();
            *changed = rho * *changed + rest * change * change;
            *weight -= step.rate * change;
        }
    }
}
