//! Learning rate that is reduced on a plateau.

use super::monitor::Monitor;
use super::{Callback, CallbackState, Direction, Training};
use crate::Result;

/// Reduces the learning rate when a score has stopped improving, as
/// [`ReduceLROnPlateau`](https://keras.io/api/callbacks/reduce_lr_on_plateau/).
///
/// The rate of each epoch is in the history as `learning_rate`. An optimizer whose rate is a
/// [schedule](crate::schedules) is refused.
///
/// ```
/// use keras::callbacks::ReduceLROnPlateau;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(SGD::new(0.5), SparseCategoricalCrossentropy::default(), metrics![]);
/// let plateau = ReduceLROnPlateau::monitor("val_loss").factor(0.5).patience(1);
/// let history = model.fit(&train.x, &train.y, Fit::epochs(5).validation_split(0.2).callback(plateau))?;
/// assert_eq!(history.get("learning_rate").len(), 5);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
#[allow(clippy::upper_case_acronyms, reason = "the name that Keras gives it")]
pub struct ReduceLROnPlateau {
    monitor: Monitor,
    factor: f32,
    patience: usize,
    verbose: bool,
    cooldown: usize,
    min_lr: f32,
    wait: usize,
    cooldown_left: usize,
}

/// That of `val_loss`, as in Keras.
impl Default for ReduceLROnPlateau {
    fn default() -> Self {
        Self::monitor("val_loss")
    }
}

impl ReduceLROnPlateau {
    /// Reduces by the score of this name, such as `val_loss` or `accuracy`.
    pub fn monitor(name: impl Into<String>) -> Self {
        let monitor = Monitor { min_delta: 1e-4, ..Monitor::new(name) };
        Self {
            monitor,
            factor: 0.1,
            patience: 10,
            verbose: false,
            cooldown: 0,
            min_lr: 0.0,
            wait: 0,
            cooldown_left: 0,
        }
    }

    /// Factor that the learning rate is multiplied by, below 1; default 0.1.
    pub fn factor(mut self, factor: f32) -> Self {
        self.factor = factor;
        self
    }

    /// Number of epochs without an improvement after which the rate is reduced; default 10.
    pub fn patience(mut self, patience: usize) -> Self {
        self.patience = patience;
        self
    }

    /// Whether it prints each new rate; default `false`.
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Direction of the score: which values are better; by default what its metric says.
    pub fn mode(mut self, direction: Direction) -> Self {
        self.monitor.direction = Some(direction);
        self
    }

    /// Minimum change of the score that counts as an improvement; default 0.0001.
    pub fn min_delta(mut self, min_delta: f32) -> Self {
        self.monitor.min_delta = min_delta;
        self
    }

    /// Number of epochs after a reduction in which none is counted; default 0.
    pub fn cooldown(mut self, cooldown: usize) -> Self {
        self.cooldown = cooldown;
        self
    }

    /// Minimum learning rate; default 0.
    pub fn min_lr(mut self, min_lr: f32) -> Self {
        self.min_lr = min_lr;
        self
    }
}

#[diagnostic::do_not_recommend]
impl Callback for ReduceLROnPlateau {
    fn name(&self) -> &str {
        "ReduceLROnPlateau"
    }

    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        let is_factor = (0.0..1.0).contains(&self.factor);
        super::require(is_factor, "factor", "a number from 0 to below 1", self.factor)?;
        super::require_amount("min_lr", self.min_lr)?;
        (self.wait, self.cooldown_left) = (0, 0);
        self.monitor.begin(None, training)
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        let Some(value) = self.monitor.value(training) else { return Ok(()) };
        if self.cooldown_left > 0 {
            self.cooldown_left -= 1;
            self.wait = 0;
        }
        if self.monitor.beats(value) {
            self.wait = 0;
            return Ok(());
        }
        if self.cooldown_left > 0 {
            return Ok(());
        }
        self.wait += 1;
        let rate = training.learning_rate()?;
        if self.wait < self.patience || rate <= self.min_lr {
            return Ok(());
        }
        // In double precision, as Keras does.
        let reduced = ((f64::from(rate) * f64::from(self.factor)) as f32).max(self.min_lr);
        if self.verbose {
            println!("Epoch {}: the learning rate is reduced to {reduced}", training.epoch() + 1);
        }
        (self.cooldown_left, self.wait) = (self.cooldown, 0);
        training.set_learning_rate(reduced)
    }

    fn sets_learning_rate(&self) -> bool {
        true
    }

    fn state(&self) -> CallbackState {
        let state = self.monitor.state().with_count("wait", self.wait as u64);
        state.with_count("cooldown", self.cooldown_left as u64)
    }

    fn restore(&mut self, state: &CallbackState) -> Result<()> {
        self.monitor.restore(state);
        self.wait = state.count("wait")? as usize;
        self.cooldown_left = state.count("cooldown")? as usize;
        Ok(())
    }
}
