//! Monitored scores: what a callback decides by.

use super::{CallbackState, Direction, Plan, Training, require_amount};
use crate::{Error, Result};

/// The score of this name, its direction, and the best value so far.
#[derive(Clone, Debug)]
pub(super) struct Monitor {
    pub name: String,
    pub direction: Option<Direction>,
    pub min_delta: f32,
    pub best: Option<f32>,
}

impl Monitor {
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), direction: None, min_delta: 0.0, best: None }
    }

    /// Begins with `best` as what is to be beaten.
    ///
    /// # Errors
    ///
    /// If no score of this name will be measured, or nobody knows which direction is better.
    pub fn begin(&mut self, best: Option<f32>, training: &Training<'_>) -> Result<()> {
        self.best = best;
        self.check_name(training)?;
        require_amount("min_delta", self.min_delta)?;
        self.direction = self.direction.or_else(|| training.direction(&self.name));
        if self.direction.is_none() {
            let message = format!("whether `{}` should be small or large is not known", self.name);
            return Err(Error::new("argument `mode`", message)
                .help("add `.mode(Direction::Min)` or `.mode(Direction::Max)`"));
        }
        Ok(())
    }

    /// An error if no score of this name will be measured.
    pub fn check_name(&self, training: &Training<'_>) -> Result<()> {
        let names = training.score_names();
        if names.contains(&self.name) {
            return Ok(());
        }
        let error = Error::expected("argument `monitor`", format!("one of {}", names.join(", ")), &self.name);
        let needs_validation = names.iter().any(|name| self.name.strip_prefix("val_") == Some(name));
        let Plan { initial_epoch, epochs, validation_freq, .. } = training.plan;
        Err(match validation_freq.filter(|_| needs_validation) {
            Some(freq) => error.help(format!(
                "`validation_freq({freq})` measures after none of the epochs {} to {epochs}",
                initial_epoch + 1
            )),
            None if needs_validation => {
                error.help("there is no validation: add `.validation_split(0.1)` or `.validation_data(…)`")
            }
            None => error,
        })
    }

    /// The value that the epoch came to, if it was measured.
    pub fn value(&self, training: &Training<'_>) -> Option<f32> {
        training.scores().get(&self.name)
    }

    /// Whether a value is better than another by `min_delta`; NaN never is.
    pub fn improves(&self, value: f32, on: f32) -> bool {
        match self.direction {
            Some(Direction::Max) => value - self.min_delta > on,
            _ => value + self.min_delta < on,
        }
    }

    /// Whether a value is better than all before, and the best from now on.
    pub fn beats(&mut self, value: f32) -> bool {
        let beats = !value.is_nan() && self.best.is_none_or(|best| self.improves(value, best));
        if beats {
            self.best = Some(value);
        }
        beats
    }

    pub fn state(&self) -> CallbackState {
        let state = CallbackState::default();
        match self.best {
            Some(best) => state.with_number("best", best),
            None => state,
        }
    }

    pub fn restore(&mut self, state: &CallbackState) {
        self.best = state.find_number("best");
    }
}
