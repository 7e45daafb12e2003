//! Decaying learning-rate schedules.

use super::{Schedule, require, require_rate, require_steps};
use crate::Result;

/// `step / decay_steps`, rounded down for a staircase.
fn progress(step: u64, decay_steps: u64, staircase: bool) -> f64 {
    let progress = step as f64 / decay_steps as f64;
    if staircase { progress.floor() } else { progress }
}

/// Exponential decay: a learning rate that is multiplied by `decay_rate` every `decay_steps` steps, smoothly or in
/// stairs.
///
/// `initial_learning_rate · decay_rate ^ (step / decay_steps)`; see
/// [`ExponentialDecay`](https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExponentialDecay {
    initial_learning_rate: f32,
    decay_steps: u64,
    decay_rate: f32,
    staircase: bool,
}

impl ExponentialDecay {
    /// A smooth decay.
    pub const fn new(initial_learning_rate: f32, decay_steps: u64, decay_rate: f32) -> Self {
        Self { initial_learning_rate, decay_steps, decay_rate, staircase: false }
    }

    /// Whether the rate stays the same for `decay_steps` steps and then falls at once; default `false`.
    #[must_use]
    pub const fn staircase(self, staircase: bool) -> Self {
        Self { staircase, ..self }
    }
}

impl Schedule for ExponentialDecay {
    fn rate(&self, step: u64) -> f32 {
        let progress = progress(step, self.decay_steps, self.staircase);
        (f64::from(self.initial_learning_rate) * f64::from(self.decay_rate).powf(progress)) as f32
    }

    fn validate(&self) -> Result<()> {
        const NAME: &str = "ExponentialDecay";
        require_rate(NAME, "initial_learning_rate", self.initial_learning_rate)?;
        require_steps(NAME, "decay_steps", self.decay_steps)?;
        require_rate(NAME, "decay_rate", self.decay_rate)
    }
}

/// Inverse time decay: a learning rate that is divided by a number that grows with the steps, smoothly or in stairs.
///
/// `initial_learning_rate / (1 + decay_rate · step / decay_steps)`; see
/// [`InverseTimeDecay`](https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InverseTimeDecay {
    initial_learning_rate: f32,
    decay_steps: u64,
    decay_rate: f32,
    staircase: bool,
}

impl InverseTimeDecay {
    /// A smooth decay.
    pub const fn new(initial_learning_rate: f32, decay_steps: u64, decay_rate: f32) -> Self {
        Self { initial_learning_rate, decay_steps, decay_rate, staircase: false }
    }

    /// Whether the rate stays the same for `decay_steps` steps and then falls at once; default `false`.
    #[must_use]
    pub const fn staircase(self, staircase: bool) -> Self {
        Self { staircase, ..self }
    }
}

impl Schedule for InverseTimeDecay {
    fn rate(&self, step: u64) -> f32 {
        let progress = progress(step, self.decay_steps, self.staircase);
        (f64::from(self.initial_learning_rate) / (1.0 + f64::from(self.decay_rate) * progress)) as f32
    }

    fn validate(&self) -> Result<()> {
        const NAME: &str = "InverseTimeDecay";
        require_rate(NAME, "initial_learning_rate", self.initial_learning_rate)?;
        require_steps(NAME, "decay_steps", self.decay_steps)?;
        require_rate(NAME, "decay_rate", self.decay_rate)
    }
}

/// Polynomial decay: a learning rate that goes to `end_learning_rate` in `decay_steps` steps along a power of the time
/// left.
///
/// `(initial_learning_rate − end_learning_rate) · (1 − step / decay_steps) ^ power + end_learning_rate`; see
/// [`PolynomialDecay`](https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolynomialDecay {
    initial_learning_rate: f32,
    decay_steps: u64,
    end_learning_rate: f32,
    power: f32,
    cycle: bool,
}

impl PolynomialDecay {
    /// A straight line to 0.0001 that then stays there.
    pub const fn new(initial_learning_rate: f32, decay_steps: u64) -> Self {
        Self { initial_learning_rate, decay_steps, end_learning_rate: 1e-4, power: 1.0, cycle: false }
    }

    /// The rate in the end; default 0.0001.
    #[must_use]
    pub const fn end_learning_rate(self, end_learning_rate: f32) -> Self {
        Self { end_learning_rate, ..self }
    }

    /// The power of the time left; default 1, a straight line.
    #[must_use]
    pub const fn power(self, power: f32) -> Self {
        Self { power, ..self }
    }

    /// Whether the rate jumps up again at the end, each time for a longer way down; default `false`.
    #[must_use]
    pub const fn cycle(self, cycle: bool) -> Self {
        Self { cycle, ..self }
    }
}

impl Schedule for PolynomialDecay {
    fn rate(&self, step: u64) -> f32 {
        let progress = step as f64 / self.decay_steps as f64;
        let cycles = if self.cycle { progress.ceil().max(1.0) } else { 1.0 };
        let left = (1.0 - progress / cycles).max(0.0);
        let (start, end) = (f64::from(self.initial_learning_rate), f64::from(self.end_learning_rate));
        ((start - end) * left.powf(self.power.into()) + end) as f32
    }

    fn validate(&self) -> Result<()> {
        const NAME: &str = "PolynomialDecay";
        require_rate(NAME, "initial_learning_rate", self.initial_learning_rate)?;
        require_steps(NAME, "decay_steps", self.decay_steps)?;
        require_rate(NAME, "end_learning_rate", self.end_learning_rate)?;
        require(
            self.power.is_finite() && self.power > 0.0,
            NAME,
            "power",
            "a finite number above 0",
            self.power,
        )
    }
}
