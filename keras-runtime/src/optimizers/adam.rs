//! Adam: momentum divided by a moving average of the gradients' magnitude.

use keras_macros::Config;

use super::{Descent, Step, UpdateRule, require_epsilon, require_share};
use crate::Result;
use crate::config::{ToObject, Value};

/// Adam, gradient descent by the mean and mean square of recent gradients; learning rate 0.001 by default.
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = zeros, use_bias = false, input = 1)];
/// let mut model = model.compile(Adam::new(0.1), MeanSquaredError::default(), metrics![]);
/// model.train_on_batch(&array![[1.0]], &array![[2.0]])?;
/// assert_eq!(format!("{:.4}", model.predict(&array![[1.0]])?), "[[0.1000]]");
/// # Ok::<(), keras::Error>(())
/// ```
///
/// Step number `t`, from 1, for each weight:
///
/// ```text
/// momentum ← beta_1 · momentum + (1 − beta_1) · gradient
/// velocity ← beta_2 · velocity + (1 − beta_2) · gradient²
/// weight   ← weight − rate · √(1 − beta_2ᵗ) / (1 − beta_1ᵗ) · momentum / (√velocity + epsilon)
/// ```
///
/// | slots, each shaped as its weight | if |
/// | --- | --- |
/// | `momentum`, `velocity` | always |
/// | `velocity_hat`, the greatest `velocity` so far, which takes its place in the division | `amsgrad` |
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2014). As
/// [`keras.optimizers.Adam`](https://keras.io/api/optimizers/adam/).
pub type Adam = Descent<AdamRule>;

/// Update rule of [`Adam`].
#[derive(Config, Debug, Clone, Copy)]
#[config(optimizer = built_in)]
pub struct AdamRule {
    /// How much of the mean gradient stays at each step, from 0 to below 1.
    // As Keras keeps it: 1 − β loses digits in f32.
    #[default(0.9)]
    pub(super) beta_1: f64,
    /// How much of the mean square stays at each step, from 0 to below 1.
    #[default(0.999)]
    pub(super) beta_2: f64,
    /// What is added to the root of the mean square.
    #[default(1e-7)]
    pub(super) epsilon: f64,
    /// Whether the greatest mean square so far takes the place of the recent one.
    ///
    /// Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond" (2018).
    #[default(false)]
    pub(super) amsgrad: bool,
}

impl AdamRule {
    /// Whether the arguments make sense, in the name of an optimizer.
    pub(super) fn check(&self, optimizer: &str) -> Result<()> {
        require_share(optimizer, "beta_1", self.beta_1)?;
        require_share(optimizer, "beta_2", self.beta_2)?;
        require_epsilon(optimizer, self.epsilon)
    }
}

impl UpdateRule for AdamRule {
    const NAME: &'static str = "Adam";
    const INTERLEAVED_SLOTS: usize = 2;

    fn slots(&self) -> &'static [&'static str] {
        if self.amsgrad { &["momentum", "velocity", "velocity_hat"] } else { &["momentum", "velocity"] }
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        self.check(Self::NAME)
    }

    fn bound(&self, rate: f64, gradient: f64) -> f64 {
        let change = rate * gradient / self.epsilon / (1.0 - self.beta_1);
        change.max(gradient * gradient)
    }

    #[inline(always)]
    fn update<'a>(
        &self,
        step: Step,
        weights: impl Iterator<Item = (&'a mut f32, f32)>,
        slots: &mut [&mut [f32]],
    ) {
        let warmed = |beta: f64| 1.0 - f64::from(beta as f32).powf(step.number as f64);
        let rate = (f64::from(step.rate) * warmed(self.beta_2).sqrt() / warmed(self.beta_1)) as f32;
        let (rest_1, rest_2) = ((1.0 - self.beta_1) as f32, (1.0 - self.beta_2) as f32);
        let epsilon = self.epsilon as f32;
        match slots {
            [mean, square] => {
                for (((weight, gradient), mean), square) in
                    weights.zip(mean.iter_mut()).zip(square.iter_mut())
                {
                    *mean += (gradient - *mean) * rest_1;
                    *square += (gradient * gradient - *square) * rest_2;
                    *weight -= *mean * rate / (square.sqrt() + epsilon);
                }
            }
            [mean, square, greatest] => {
                let slots = mean.iter_mut().zip(square.iter_mut()).zip(greatest.iter_mut());
                for ((weight, gradient), ((mean, square), greatest)) in weights.zip(slots) {
                    *mean += (gradient - *mean) * rest_1;
                    *square += (gradient * gradient - *square) * rest_2;
                    *greatest = greatest.max(*square);
                    *weight -= *mean * rate / (greatest.sqrt() + epsilon);
                }
            }
            _ => unreachable!("the slots are those of `slots`"),
        }
    }
}
