//! FTRL: follow the regularized leader.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_amount};
use crate::Result;
use crate::config::{ToObject, Value};
use crate::schedules::require;

/// FTRL, "follow the regularized leader": for large sparse linear models, many of whose weights are to be exactly 0;
/// learning rate 0.001 by default.
///
/// ```
/// use keras::optimizers::Ftrl;
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(Ftrl::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.0997]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Each step, for each weight, where `p = −learning_rate_power`:
///
/// ```text
/// n         = accumulator + gradient²
/// linear    ← linear + gradient + 2 · l2_shrinkage · weight − (nᵖ − accumulatorᵖ) / rate · weight
/// quadratic = nᵖ / rate + 2 · l2 + beta / rate
/// weight    ← (clip(linear, −l1, l1) − linear) / quadratic
/// accumulator ← n
/// ```
///
/// | slots, each shaped as its weight | |
/// | --- | --- |
/// | `accumulator` | begins with `initial_accumulator_value` |
/// | `linear` | |
///
/// Source: McMahan et al., "Ad click prediction: a view from the trenches" (2013). As
/// [`keras.optimizers.Ftrl`](https://keras.io/api/optimizers/ftrl/).
pub type Ftrl = Descent<FtrlRule>;

/// Update rule of [`Ftrl`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct FtrlRule {
    /// Power of the sum of squares by which the rate falls, 0 or less; 0 is a constant rate.
    #[default(-0.5)]
    learning_rate_power: f64,
    /// Initial value of the sum of squares, 0 or more.
    #[default(0.1)]
    initial_accumulator_value: f64,
    /// L1 penalty, 0 or more: lets weights be exactly 0.
    #[default(0.0)]
    l1_regularization_strength: f64,
    /// L2 penalty of the weights, 0 or more.
    #[default(0.0)]
    l2_regularization_strength: f64,
    /// L2 penalty of the loss, 0 or more, which large gradients feel.
    #[default(0.0)]
    l2_shrinkage_regularization_strength: f64,
    /// What stabilizes early steps, 0 or more: the `β` of the paper.
    #[default(0.0)]
    beta: f64,
}

impl UpdateRule for FtrlRule {
    const NAME: &'static str = "Ftrl";
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        &["accumulator", "linear"]
    }

    fn initial(&self, slot: &str) -> f32 {
        if slot == "accumulator" { self.initial_accumulator_value as f32 } else { 0.0 }
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        let power = self.learning_rate_power;
        require(power <= 0.0 && power.is_finite(), Self::NAME, "learning_rate_power", "0 or less", power)?;
        let amounts = [
            ("initial_accumulator_value", self.initial_accumulator_value),
            ("l1_regularization_strength", self.l1_regularization_strength),
            ("l2_regularization_strength", self.l2_regularization_strength),
            ("l2_shrinkage_regularization_strength", self.l2_shrinkage_regularization_strength),
            ("beta", self.beta),
        ];
        amounts.into_iter().try_for_each(|(name, amount)| require_amount(Self::NAME, name, amount))
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let rate = step.rate;
        // A rate of 0 changes nothing; the rule would divide by it.
        if rate == 0.0 {
            return;
        }
        let [sums, linears] = slots else { unreachable!("the slots are those of `slots`") };
        let power = -self.learning_rate_power as f32;
        let l1 = self.l1_regularization_strength as f32;
        let l2 = self.l2_regularization_strength as f32 + self.beta as f32 / (2.0 * rate);
        let shrinkage = 2.0 * self.l2_shrinkage_regularization_strength as f32;
        let root = |sum: f32| if power == 0.5 { sum.sqrt() } else { sum.powf(power) };
        for ((weight, gradient), (sum, linear)) in weights.zip(sums.iter_mut().zip(linears.iter_mut())) {
            let new = *sum + gradient * gradient;
            *linear += gradient + shrinkage * *weight - (root(new) - root(*sum)) / rate * *weight;
            *weight = (linear.clamp(-l1, l1) - *linear) / (root(new) / rate + 2.0 * l2);
            *sum = new;
        }
    }
}
