//! Decaying learning-rate schedules.

use keras_macros::Config;

use super::{Schedule, require, require_rate, require_steps};
use crate::Result;
use crate::config::{ToObject, Value, default_of};

/// `step / decay_steps`, rounded down for a staircase.
fn progress(step: u64, decay_steps: u64, staircase: bool) -> f64 {
    let progress = step as f64 / decay_steps as f64;
    if staircase { progress.floor() } else { progress }
}

/// Exponential decay: a learning rate that is multiplied by `decay_rate` every `decay_steps` steps, smoothly or in
/// stairs.
///
/// `initial_learning_rate · decay_rate ^ (step / decay_steps)`; in stairs the quotient is rounded down.
///
/// ```
/// use keras::schedules::{ExponentialDecay, Schedule};
///
/// let schedule = ExponentialDecay::new(0.1, 1000, 0.5);
/// assert_eq!([0, 1000, 2000].map(|step| schedule.rate(step)), [0.1, 0.05, 0.025]);
/// assert_eq!(schedule.staircase(true).rate(1999), 0.05);
/// ```
///
/// As
/// [`keras.optimizers.schedules.ExponentialDecay`](https://keras.io/api/optimizers/learning_rate_schedules/exponential_decay/).
#[derive(Config, Debug, Clone, Copy, PartialEq)]
#[config(schedule)]
pub struct ExponentialDecay {
    /// The rate at the first step.
    initial_learning_rate: f32,
    /// The number of steps that the decay takes.
    decay_steps: u64,
    /// What the rate is multiplied by in `decay_steps` steps.
    decay_rate: f32,
    /// Whether the rate stays the same for `decay_steps` steps and then falls at once.
    #[default(false)]
    staircase: bool,
}

impl ExponentialDecay {
    /// A smooth decay.
    pub const fn new(initial_learning_rate: f32, decay_steps: u64, decay_rate: f32) -> Self {
        default_of(
            Self::args()
                .initial_learning_rate([initial_learning_rate])
                .decay_steps([decay_steps])
                .decay_rate([decay_rate])
                .build(),
        )
    }
}

impl Schedule for ExponentialDecay {
    fn rate(&self, step: u64) -> f32 {
        let progress = progress(step, self.decay_steps, self.staircase);
        (f64::from(self.initial_learning_rate) * f64::from(self.decay_rate).powf(progress)) as f32
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
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
/// `initial_learning_rate / (1 + decay_rate · step / decay_steps)`; in stairs the quotient is rounded down.
///
/// ```
/// use keras::schedules::{InverseTimeDecay, Schedule};
///
/// let schedule = InverseTimeDecay::new(0.1, 1000, 1.0);
/// assert_eq!([0, 1000, 3000].map(|step| schedule.rate(step)), [0.1, 0.05, 0.025]);
/// ```
///
/// As
/// [`keras.optimizers.schedules.InverseTimeDecay`](https://keras.io/api/optimizers/learning_rate_schedules/inverse_time_decay/).
#[derive(Config, Debug, Clone, Copy, PartialEq)]
#[config(schedule)]
pub struct InverseTimeDecay {
    /// The rate at the first step.
    initial_learning_rate: f32,
    /// The number of steps that the decay takes.
    decay_steps: u64,
    /// What is added to the divisor of the rate in `decay_steps` steps.
    decay_rate: f32,
    /// Whether the rate stays the same for `decay_steps` steps and then falls at once.
    #[default(false)]
    staircase: bool,
}

impl InverseTimeDecay {
    /// A smooth decay.
    pub const fn new(initial_learning_rate: f32, decay_steps: u64, decay_rate: f32) -> Self {
        default_of(
            Self::args()
                .initial_learning_rate([initial_learning_rate])
                .decay_steps([decay_steps])
                .decay_rate([decay_rate])
                .build(),
        )
    }
}

impl Schedule for InverseTimeDecay {
    fn rate(&self, step: u64) -> f32 {
        let progress = progress(step, self.decay_steps, self.staircase);
        (f64::from(self.initial_learning_rate) / (1.0 + f64::from(self.decay_rate) * progress)) as f32
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
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
/// `(initial_learning_rate − end_learning_rate) · (1 − step / decay_steps) ^ power + end_learning_rate`; after
/// `decay_steps` it stays at the end.
///
/// ```
/// use keras::schedules::{PolynomialDecay, Schedule};
///
/// let schedule = PolynomialDecay::new(0.1, 1000).end_learning_rate(0.0);
/// assert_eq!([0, 500, 1000, 2000].map(|step| schedule.rate(step)), [0.1, 0.05, 0.0, 0.0]);
/// ```
///
/// As
/// [`keras.optimizers.schedules.PolynomialDecay`](https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/).
#[derive(Config, Debug, Clone, Copy, PartialEq)]
#[config(schedule)]
pub struct PolynomialDecay {
    /// The rate at the first step.
    initial_learning_rate: f32,
    /// The number of steps that the decay takes.
    decay_steps: u64,
    /// The rate in the end.
    #[default(1e-4)]
    end_learning_rate: f32,
    /// The power of the time left; of 1 the way is a straight line.
    #[default(1.0)]
    power: f32,
    /// Whether the rate jumps up again at the end, each time for a longer way down.
    #[default(false)]
    cycle: bool,
}

impl PolynomialDecay {
    /// A straight line to 0.0001 that then stays there.
    pub const fn new(initial_learning_rate: f32, decay_steps: u64) -> Self {
        default_of(
            Self::args().initial_learning_rate([initial_learning_rate]).decay_steps([decay_steps]).build(),
        )
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

    fn to_json(&self) -> Result<Value> {
        self.to_object()
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
