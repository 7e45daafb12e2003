//! AdamW: Adam with a weight decay.

use keras_macros::Config;

use super::adam::AdamRule;
use super::{Descent, Step, UpdateRule};
use crate::Result;
use crate::config::{ToObject, Value};

/// AdamW, [`Adam`](super::Adam) with a decoupled weight decay of 0.004 by default; learning rate 0.001 by default.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = ones, use_bias = false, input = 1)];
/// let mut model = model.compile(AdamW::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[1.0996]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Before each step of Adam, for each weight:
///
/// ```text
/// weight ← weight − rate · weight_decay · weight
/// ```
///
/// The slots are those of [`Adam`](super::Adam).
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019). As
/// [`keras.optimizers.AdamW`](https://keras.io/api/optimizers/adamw/).
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
    const INTERLEAVED_SLOTS: usize = 2;

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
