//! SGD: gradient descent, with momentum.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule};
use crate::Result;
use crate::config::{ToObject, Value};
use crate::schedules::require;

/// SGD, stochastic gradient descent, with momentum if asked for; learning rate 0.01 by default.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(SGD::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.4000]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each step, for each weight; with momentum the second line, with Nesterov's momentum the third:
///
/// ```text
/// weight ← weight − rate · gradient
/// v ← momentum · v − rate · gradient;   weight ← weight + v
/// v ← momentum · v − rate · gradient;   weight ← weight + momentum · v − rate · gradient
/// ```
///
/// | slots, each shaped as its weight | if |
/// | --- | --- |
/// | `momentum`, the `v` above | `momentum` is not 0 |
///
/// Source of the momentum: Sutskever et al., "On the importance of initialization and momentum in deep learning"
/// (2013). As [`keras.optimizers.SGD`](https://keras.io/api/optimizers/sgd/).
pub type SGD = Descent<SGDRule>;

/// Update rule of [`SGD`].
#[derive(Config, Debug, Clone)]
#[config(optimizer = built_in)]
pub struct SGDRule {
    /// How much of each change goes on into the next, from 0 to 1.
    #[default(0.0)]
    momentum: f64,
    /// Whether the gradient is taken as if momentum had already moved the weights.
    #[default(false)]
    nesterov: bool,
}

impl UpdateRule for SGDRule {
    const NAME: &'static str = "SGD";
    const LEARNING_RATE: f32 = 0.01;

    fn slots(&self) -> &'static [&'static str] {
        if self.momentum == 0.0 { &[] } else { &["momentum"] }
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        let momentum = self.momentum;
        require((0.0..=1.0).contains(&momentum), Self::NAME, "momentum", "a number from 0 to 1", momentum)
    }

    fn bound(&self, rate: f64, gradient: f64) -> f64 {
        2.0 * rate * gradient / (1.0 - self.momentum)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let (rate, momentum) = (step.rate, self.momentum as f32);
        match slots.first_mut() {
            None => weights.for_each(|(weight, gradient)| *weight -= rate * gradient),
            Some(velocity) if self.nesterov => {
                for ((weight, gradient), velocity) in weights.zip(velocity.iter_mut()) {
                    *velocity = momentum * *velocity - rate * gradient;
                    *weight += momentum * *velocity - rate * gradient;
                }
            }
            Some(velocity) => {
                for ((weight, gradient), velocity) in weights.zip(velocity.iter_mut()) {
                    *velocity = momentum * *velocity - rate * gradient;
                    *weight += *velocity;
                }
            }
        }
    }
}
