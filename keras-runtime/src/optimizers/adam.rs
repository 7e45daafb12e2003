//! Adam and AdamW: momentum divided by a moving average of the gradients' magnitude.

use super::{Descent, Step, UpdateRule};
use crate::Result;
use crate::schedules::require;

/// Gradient descent by the mean and mean square of recent gradients:
/// [`Adam`](https://keras.io/api/optimizers/adam/), learning rate 0.001 by default.
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2014).
pub type Adam = Descent<AdamRule<false>>;

/// [`Adam`] with a weight decay of 0.004 by default:
/// [`AdamW`](https://keras.io/api/optimizers/adamw/), learning rate 0.001 by default.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
pub type AdamW = Descent<AdamRule<true>>;

/// The update of [`Adam`] and, when `DECAYS`, of [`AdamW`].
#[derive(Debug, Clone)]
pub struct AdamRule<const DECAYS: bool> {
    // As Keras keeps them: 1 − β loses digits in f32.
    beta_1: f64,
    beta_2: f64,
    epsilon: f64,
    amsgrad: bool,
}

impl<const DECAYS: bool> Default for AdamRule<DECAYS> {
    fn default() -> Self {
        Self { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false }
    }
}

impl<const DECAYS: bool> Descent<AdamRule<DECAYS>> {
    /// How much of the mean gradient stays at each step, from 0 to below 1; default 0.9.
    #[must_use]
    pub fn beta_1(mut self, beta_1: impl Into<f64>) -> Self {
        self.rule.beta_1 = beta_1.into();
        self
    }

    /// How much of the mean square stays at each step, from 0 to below 1; default 0.999.
    #[must_use]
    pub fn beta_2(mut self, beta_2: impl Into<f64>) -> Self {
        self.rule.beta_2 = beta_2.into();
        self
    }

    /// What is added to the root of the mean square; default 1e-7.
    #[must_use]
    pub fn epsilon(mut self, epsilon: impl Into<f64>) -> Self {
        self.rule.epsilon = epsilon.into();
        self
    }

    /// Whether the greatest mean square so far takes the place of the recent one; default `false`.
    ///
    /// Source: Reddi, Kale and Kumar, "On the convergence of Adam and beyond" (2018).
    #[must_use]
    pub fn amsgrad(mut self, amsgrad: bool) -> Self {
        self.rule.amsgrad = amsgrad;
        self
    }
}

impl<const DECAYS: bool> UpdateRule for AdamRule<DECAYS> {
    const NAME: &'static str = if DECAYS { "AdamW" } else { "Adam" };
    const WEIGHT_DECAY: Option<f32> = if DECAYS { Some(0.004) } else { None };

    fn slots(&self) -> &'static [&'static str] {
        if self.amsgrad { &["momentum", "velocity", "velocity_hat"] } else { &["momentum", "velocity"] }
    }

    fn validate(&self) -> Result<()> {
        for (argument, beta) in [("beta_1", self.beta_1), ("beta_2", self.beta_2)] {
            let fits = (0.0..1.0).contains(&beta);
            require(fits, Self::NAME, argument, "a number from 0 to below 1", beta)?;
        }
        let fits = self.epsilon.is_finite() && self.epsilon > 0.0;
        require(fits, Self::NAME, "epsilon", "a finite number above 0", self.epsilon)
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
