//! AdamW: Adam with a weight decay.

use keras_macros::Config;

use super::adam::AdamRule;
use super::{Descent, Step, UpdateRule};
use crate::Result;
use crate::config::{ToObject, Value};

/// AdamW, [`Adam`](super::Adam) with a decoupled weight decay of 0.004 by default:
/// [`AdamW`](https://keras.io/api/optimizers/adamw/), learning rate 0.001 by default.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
pub type AdamW = Descent<AdamWRule>;

/// Update rule of [`AdamW`].
#[derive(Config, Debug, Clone)]
#[config(optimizer = built_in)]
pub struct AdamWRule {
    /// How much of the mean gradient stays at each step, from 0 to below 1.
    #[default(0.9)]
    beta_1: f64,
    /// How much of the mean square stays at each step, from 0 to below 1.
    #[default(0.999)]
    beta_2: f64,
    /// What is added to the root of the mean square.
    #[default(1e-7)]
    epsilon: f64,
    /// Whether the greatest mean square so far takes the place of the recent one.
    ///
    /// Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond" (2018).
    #[default(false)]
    amsgrad: bool,
}

impl UpdateRule for AdamWRule {
    const NAME: &'static str = "AdamW";
    const WEIGHT_DECAY: Option<f32> = Some(0.004);

    fn slots(&self) -> &'static [&'static str] {
        self.adam().slots()
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        self.adam().check(Self::NAME)
    }

    fn bound(&self, rate: f64, gradient: f64) -> f64 {
        self.adam().bound(rate, gradient)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        self.adam().update(step, weights, slots);
    }
}

impl AdamWRule {
    #[inline(always)]
    fn adam(&self) -> AdamRule {
        let &Self { beta_1, beta_2, epsilon, amsgrad } = self;
        AdamRule { beta_1, beta_2, epsilon, amsgrad }
    }
}
