//! Learning rate schedules, Keras's
//! [`keras.optimizers.schedules`](https://keras.io/api/optimizers/learning_rate_schedules/): learning rates that change
//! from step to step.
//!
//! A plain number is the simplest schedule. One of your own is a type with a [`rate`](Schedule::rate).
//!
//! ```
//! use keras::schedules::{CosineDecay, Schedule};
//!
//! let schedule = CosineDecay::new(0.0, 900).warmup(0.1, 100);
//! assert_eq!(schedule.rate(50), 0.05);
//! assert_eq!(schedule.rate(100), 0.1);
//! assert_eq!(schedule.rate(1000), 0.0);
//!
//! #[derive(Debug)]
//! struct Halving;
//!
//! impl Schedule for Halving {
//!     fn rate(&self, step: u64) -> f32 {
//!         0.1 * 0.5f32.powi((step / 1000) as i32)
//!     }
//! }
//! ```

/// The files of schedules, and the classes in each.
macro_rules! schedules {
    ($($file:ident: $($schedule:ident),*;)*) => {
        $(
            mod $file;
            pub use $file::{$($schedule),*};
        )*

        /// The schedules by name, as a configuration has them.
        pub const CLASSES: &[ClassEntry<LearningRate>] = &[$($(ClassEntry::of::<$file::$schedule>()),*),*];
    };
}

schedules! {
    cosine: CosineDecay, CosineDecayRestarts;
    decay: ExponentialDecay, InverseTimeDecay, PolynomialDecay;
    piecewise: PiecewiseConstantDecay;
}

mod learning_rate;

pub use learning_rate::{IntoLearningRate, LearningRate, deserialize};

use crate::config::{ClassEntry, Value, undescribed};
use crate::{Error, Result};
use std::fmt::{Debug, Display};

/// Learning-rate schedule: a learning rate for each step.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a learning-rate schedule")]
pub trait Schedule: Debug + Send + Sync {
    /// The learning rate of a step; the first step is number 0.
    fn rate(&self, step: u64) -> f32;

    /// Whether the rate is the same at every step, so that a callback may set another.
    fn is_constant(&self) -> bool {
        false
    }

    /// Whether the arguments make sense; asked once, before training.
    ///
    /// # Errors
    ///
    /// The first argument that does not.
    fn validate(&self) -> Result<()> {
        Ok(())
    }

    /// All that Keras writes of it: module, class, configuration; of a number, that. A schedule of your own with
    /// `#[derive(Config)]` says [`self.to_object()`](crate::config::ToObject::to_object).
    ///
    /// # Errors
    ///
    /// If it has no form in a file, as by default.
    fn to_json(&self) -> Result<Value> {
        Err(undescribed::<Self>("a schedule"))
    }
}

/// An error that says what `argument` of `place` should have been, unless it `fits`.
pub(crate) fn require(
    fits: bool,
    place: &str,
    argument: &str,
    expected: &str,
    found: impl Display,
) -> Result<()> {
    if fits {
        return Ok(());
    }
    Err(Error::expected(format!("`{place}`, argument `{argument}`"), expected, found))
}

/// What all schedules ask of their numbers.
fn require_rate(place: &str, argument: &str, value: f32) -> Result<()> {
    require(value.is_finite() && value >= 0.0, place, argument, "a finite number of 0 or more", value)
}

fn require_steps(place: &str, argument: &str, steps: u64) -> Result<()> {
    require(steps > 0, place, argument, "one step or more", steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_begins_at_the_step_that_it_belongs_to() {
        let schedule = CosineDecayRestarts::new(1.0, 10).t_mul(10.0).m_mul(0.5);
        assert!(schedule.rate(9) < 0.1);
        assert_eq!(schedule.rate(10), 0.5);
        assert!(schedule.rate(109) < 0.001);
        assert_eq!(schedule.rate(110), 0.25);
        assert_eq!(schedule.rate(1110), 0.125);
    }

    #[test]
    fn steps_beyond_the_exact_range_of_f32_are_still_told_apart() {
        let schedule = PiecewiseConstantDecay::new([1 << 24], [1.0, 2.0]);
        assert_eq!([schedule.rate(1 << 24), schedule.rate((1 << 24) + 1)], [1.0, 2.0]);
    }

    #[test]
    fn arguments_without_sense_are_errors() {
        let schedules: [LearningRate; 15] = [
            ExponentialDecay::new(0.1, 0, 0.9).into(),
            ExponentialDecay::new(f32::NAN, 10, 0.9).into(),
            ExponentialDecay::new(0.1, 10, -0.9).into(),
            InverseTimeDecay::new(0.1, 0, 0.9).into(),
            InverseTimeDecay::new(0.1, 10, -0.9).into(),
            PolynomialDecay::new(0.1, 0).into(),
            PolynomialDecay::new(0.1, 10).power(-1.0).into(),
            PolynomialDecay::new(0.1, 10).end_learning_rate(f32::INFINITY).into(),
            PiecewiseConstantDecay::new([10], [0.1]).into(),
            PiecewiseConstantDecay::new([10, 10], [0.1, 0.2, 0.3]).into(),
            PiecewiseConstantDecay::new([10], [0.1, -0.1]).into(),
            CosineDecay::new(0.1, 0).into(),
            CosineDecay::new(0.1, 10).alpha(1.5).into(),
            CosineDecayRestarts::new(0.1, 10).t_mul(0.5).into(),
            CosineDecayRestarts::new(0.1, 10).m_mul(-1.0).into(),
        ];
        for schedule in schedules {
            assert!(schedule.validate().is_err(), "{schedule:?}");
        }
    }
}
