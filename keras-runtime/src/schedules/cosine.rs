//! Cosine learning-rate schedules: rates that fall along a cosine, from Loshchilov and Hutter, "SGDR: stochastic
//! gradient descent with warm restarts" (2017).

use keras_macros::Config;

use super::{Schedule, require, require_rate, require_steps};
use crate::Result;
use crate::config::{ToObject, Value, default_of};
use std::f64::consts::PI;

/// From 1 at no progress to 0 at full progress.
fn cosine(progress: f64) -> f64 {
    0.5 * (1.0 + (PI * progress).cos())
}

fn require_alpha(place: &str, alpha: f32) -> Result<()> {
    require((0.0..=1.0).contains(&alpha), place, "alpha", "a number from 0 to 1", alpha)
}

/// Cosine decay: a learning rate that falls along half a cosine in `decay_steps` steps, after a linear warm-up if
/// there is one.
///
/// `initial_learning_rate · ((1 − alpha) · ½ · (1 + cos(π · step / decay_steps)) + alpha)`; after a warm-up from
/// `warmup_target`, with `step` counted from its end.
///
/// ```
/// use keras::schedules::{CosineDecay, Schedule};
///
/// let schedule = CosineDecay::new(0.1, 1000);
/// assert_eq!([0, 500, 1000, 2000].map(|step| schedule.rate(step)), [0.1, 0.05, 0.0, 0.0]);
/// ```
///
/// Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017). As
/// [`keras.optimizers.schedules.CosineDecay`](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/).
#[derive(Config, Debug, Clone, Copy, PartialEq)]
#[config(schedule)]
pub struct CosineDecay {
    /// The rate at the first step.
    initial_learning_rate: f32,
    /// The number of steps that the decay takes.
    decay_steps: u64,
    /// The rate in the end, as a fraction of the rate at the top.
    #[default(0.0)]
    alpha: f32,
    /// The rate that the warm-up ends with, the top of the cosine; there is no warm-up if it is left out.
    warmup_target: Option<f32>,
    /// The number of steps of the warm-up, on a straight line from the initial rate.
    #[default(0)]
    warmup_steps: u64,
}

impl CosineDecay {
    /// A decay to 0 without warm-up.
    pub const fn new(initial_learning_rate: f32, decay_steps: u64) -> Self {
        default_of(
            Self::args().initial_learning_rate([initial_learning_rate]).decay_steps([decay_steps]).build(),
        )
    }

    /// Begins with `steps` steps on a straight line from the initial rate to `target`:
    /// [`warmup_target`](Self::warmup_target) and [`warmup_steps`](Self::warmup_steps).
    #[must_use]
    pub const fn warmup(self, target: f32, steps: u64) -> Self {
        self.warmup_target(target).warmup_steps(steps)
    }
}

impl Schedule for CosineDecay {
    fn rate(&self, step: u64) -> f32 {
        let initial = f64::from(self.initial_learning_rate);
        let (top, warmup_steps) =
            self.warmup_target.map_or((initial, 0), |target| (target.into(), self.warmup_steps));
        let rate = match step.checked_sub(warmup_steps) {
            None => initial + (top - initial) * (step as f64 / warmup_steps as f64),
            Some(step) => {
                let alpha = f64::from(self.alpha);
                let progress = (step as f64 / self.decay_steps as f64).min(1.0);
                top * ((1.0 - alpha) * cosine(progress) + alpha)
            }
        };
        rate as f32
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        const NAME: &str = "CosineDecay";
        require_rate(NAME, "initial_learning_rate", self.initial_learning_rate)?;
        require_steps(NAME, "decay_steps", self.decay_steps)?;
        require_rate(NAME, "warmup_target", self.warmup_target.unwrap_or(0.0))?;
        require_alpha(NAME, self.alpha)
    }
}

/// Cosine decay with warm restarts: a learning rate that falls along half a cosine again and again, each time `t_mul`
/// times as long.
///
/// The decay number `i`, from 0, takes `first_decay_steps · t_mulⁱ` steps; `progress` from 0 to 1 through it, the rate
/// is
/// `initial_learning_rate · ((1 − alpha) · m_mulⁱ · ½ · (1 + cos(π · progress)) + alpha)`.
///
/// ```
/// use keras::schedules::{CosineDecayRestarts, Schedule};
///
/// let schedule = CosineDecayRestarts::new(0.1, 10).m_mul(0.5);
/// assert_eq!([0, 10, 30].map(|step| schedule.rate(step)), [0.1, 0.05, 0.025]);
/// ```
///
/// Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (2017). As
/// [`keras.optimizers.schedules.CosineDecayRestarts`](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts/).
#[derive(Config, Debug, Clone, Copy, PartialEq)]
#[config(schedule, name = "SGDRDecay")]
pub struct CosineDecayRestarts {
    /// The rate at the first step.
    initial_learning_rate: f32,
    /// The number of steps that the first decay takes.
    first_decay_steps: u64,
    /// How many times as long each decay is as the one before, 1 or more.
    #[default(2.0)]
    t_mul: f32,
    /// What the top of each decay is of the one before.
    #[default(1.0)]
    m_mul: f32,
    /// The lowest rate, as a fraction of the initial rate.
    #[default(0.0)]
    alpha: f32,
}

impl CosineDecayRestarts {
    /// Decays to 0, each twice as long as the one before.
    pub const fn new(initial_learning_rate: f32, first_decay_steps: u64) -> Self {
        default_of(
            Self::args()
                .initial_learning_rate([initial_learning_rate])
                .first_decay_steps([first_decay_steps])
                .build(),
        )
    }

    /// How many restarts there were, and how much of the present decay is done.
    fn progress(&self, step: u64) -> (f64, f64) {
        let decays = step as f64 / self.first_decay_steps as f64;
        let growth = f64::from(self.t_mul);
        if growth == 1.0 {
            return (decays.floor(), decays.fract());
        }
        let begin = |restarts: f64| (growth.powf(restarts) - 1.0) / (growth - 1.0);
        let mut restarts = (1.0 + decays * (growth - 1.0)).log(growth).floor();
        // A logarithm can miss the step of a restart by a rounding.
        if begin(restarts + 1.0) <= decays {
            restarts += 1.0;
        }
        (restarts, (decays - begin(restarts)) / growth.powf(restarts))
    }
}

impl Schedule for CosineDecayRestarts {
    fn rate(&self, step: u64) -> f32 {
        let (restarts, progress) = self.progress(step);
        let alpha = f64::from(self.alpha);
        let top = f64::from(self.m_mul).powf(restarts);
        (f64::from(self.initial_learning_rate) * ((1.0 - alpha) * top * cosine(progress) + alpha)) as f32
    }

    fn to_json(&self) -> Result<Value> {
        self.to_object()
    }

    fn validate(&self) -> Result<()> {
        const NAME: &str = "CosineDecayRestarts";
        require_rate(NAME, "initial_learning_rate", self.initial_learning_rate)?;
        require_steps(NAME, "first_decay_steps", self.first_decay_steps)?;
        let t_mul = self.t_mul;
        require(t_mul.is_finite() && t_mul >= 1.0, NAME, "t_mul", "a finite number of 1 or more", t_mul)?;
        require_rate(NAME, "m_mul", self.m_mul)?;
        require_alpha(NAME, self.alpha)
    }
}
