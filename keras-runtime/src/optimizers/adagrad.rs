//! Adagrad: gradients divided by the root of all their squares so far.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_amount, require_epsilon};
use crate::Result;
use crate::config::{ToObject, Value};

/// Adagrad, gradient descent with a rate for each weight that falls with the gradients it has seen; learning rate 0.001 by
/// default.
///
/// ```
/// use keras::optimizers::Adagrad;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(Adagrad::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.0997]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each step, for each weight:
///
/// ```text
/// accumulator ← accumulator + gradient²
/// weight      ← weight − rate · gradient / √(accumulator + epsilon)
/// ```
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `accumulator` | begins with `initial_accumulator_value` |
///
/// Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic optimization" (2011). As
/// [`keras.optimizers.Adagrad`](https://keras.io/api/optimizers/adagrad/).
pub type Adagrad = Descent<AdagradRule>;

/// Update rule of [`Adagrad`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct AdagradRule {
    /// Initial value of the sum of squares, 0 or more.
    #[default(0.1)]
    initial_accumulator_value: f64,
    /// What is added to the sum of squares before its root is taken.
    #[default(1e-7)]
    epsilon: f64,
}

impl UpdateRule for AdagradRule {
    const NAME: &'static str = "Adagrad";

    fn slots(&self) -> &'static [&'static str] {
        &["accumulator"]
    }

    fn initial(&self, slot: &str) -> f32 {
        if slot == "accumulator" { self.initial_accumulator_value as f32 } else { 0.0 }
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        require_amount(Self::NAME, "initial_accumulator_value", self.initial_accumulator_value)?;
        require_epsilon(Self::NAME, self.epsilon)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let [sum] = slots else { unreachable!("the slots are those of `slots`") };
        let epsilon = self.epsilon as f32;
        for ((weight, gradient), sum) in weights.zip(sum.iter_mut()) {
            *sum += gradient * gradient;
            *weight -= step.rate * gradient / (*sum + epsilon).sqrt();
        }
    }
}
