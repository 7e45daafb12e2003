//! Early stopping.

use ndarray::ArrayD;

use super::monitor::Monitor;
use super::{Callback, CallbackState, Direction, Training};
use crate::Result;

/// Early stopping: ends a training when a score has stopped improving, as
/// [`EarlyStopping`](https://keras.io/api/callbacks/early_stopping/).
///
/// A score that is NaN never is the best. The best weights are restored at the end however the training ended well, if
/// [`restore_best_weights`](Self::restore_best_weights) says so.
///
/// ```
/// use keras::callbacks::EarlyStopping;
/// use keras::prelude::*;
///
/// let (train, _) = datasets::digits::load();
/// let model = sequential![Dense(10, activation = softmax, input = 64)];
/// let mut model = model.compile(Adam::new(0.1), SparseCategoricalCrossentropy::default(), metrics![accuracy]);
/// let mut stopping = EarlyStopping::monitor("val_loss").patience(2).restore_best_weights(true);
/// model.fit(&train.x, &train.y, Fit::epochs(50).validation_split(0.2).callback(&mut stopping))?;
/// println!("the best epoch had index {:?}", stopping.best_epoch());
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct EarlyStopping {
    monitor: Monitor,
    patience: usize,
    verbose: bool,
    baseline: Option<f32>,
    restore_best_weights: bool,
    start_from_epoch: usize,
    wait: usize,
    best_epoch: Option<usize>,
    stopped_epoch: Option<usize>,
    best_weights: Option<Vec<ArrayD<f32>>>,
}

/// That of `val_loss`, as in Keras.
impl Default for EarlyStopping {
    fn default() -> Self {
        Self::monitor("val_loss")
    }
}

impl EarlyStopping {
    /// Stops by the score of this name, such as `val_loss` or `accuracy`.
    pub fn monitor(name: impl Into<String>) -> Self {
        Self {
            monitor: Monitor::new(name),
            patience: 0,
            verbose: false,
            baseline: None,
            restore_best_weights: false,
            start_from_epoch: 0,
            wait: 0,
            best_epoch: None,
            stopped_epoch: None,
            best_weights: None,
        }
    }

    /// Minimum change of the score that counts as an improvement; default 0.
    pub fn min_delta(mut self, min_delta: f32) -> Self {
        self.monitor.min_delta = min_delta;
        self
    }

    /// Number of epochs without an improvement after which the training ends; default 0.
    pub fn patience(mut self, patience: usize) -> Self {
        self.patience = patience;
        self
    }

    /// Whether it prints when it stops and what it restores; default `false`.
    pub fn verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Direction of the score: which values are better; by default what its metric says.
    pub fn mode(mut self, direction: Direction) -> Self {
        self.monitor.direction = Some(direction);
        self
    }

    /// Baseline: the patience ends unless the score gets better than this.
    pub fn baseline(mut self, baseline: f32) -> Self {
        self.baseline = Some(baseline);
        self
    }

    /// Whether the model has the weights of its best epoch in the end, not those of the last; default `false`.
    pub fn restore_best_weights(mut self, restore: bool) -> Self {
        self.restore_best_weights = restore;
        self
    }

    /// Index of the epoch from which on the score counts, from 0; default 0.
    pub fn start_from_epoch(mut self, epoch: usize) -> Self {
        self.start_from_epoch = epoch;
        self
    }

    /// Index of the epoch with the best score, from 0.
    pub fn best_epoch(&self) -> Option<usize> {
        self.best_epoch
    }

    /// The best score.
    pub fn best(&self) -> Option<f32> {
        self.monitor.best
    }

    /// Index of the epoch after which it has stopped the training, from 0; `None` if it has not.
    pub fn stopped_epoch(&self) -> Option<usize> {
        self.stopped_epoch
    }
}

#[diagnostic::do_not_recommend]
impl Callback for EarlyStopping {
    fn name(&self) -> &str {
        "EarlyStopping"
    }

    fn on_train_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        let is_number = self.baseline.is_none_or(|baseline| !baseline.is_nan());
        super::require(is_number, "baseline", "a number", f32::NAN)?;
        (self.wait, self.best_epoch, self.stopped_epoch, self.best_weights) = (0, None, None, None);
        self.monitor.begin(None, training)
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        let epoch = training.epoch();
        let value = self.monitor.value(training).filter(|_| epoch >= self.start_from_epoch);
        let Some(value) = value else { return Ok(()) };
        self.wait += 1;
        if self.monitor.beats(value) {
            self.best_epoch = Some(epoch);
            if self.restore_best_weights {
                self.best_weights = Some(training.get_weights());
            }
            if self.baseline.is_none_or(|baseline| self.monitor.improves(value, baseline)) {
                self.wait = 0;
            }
        } else if self.wait >= self.patience && epoch > 0 {
            self.stopped_epoch = Some(epoch);
            training.stop();
        }
        Ok(())
    }

    fn on_train_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        if let Some(epoch) = self.stopped_epoch.filter(|_| self.verbose) {
            println!("Epoch {}: early stopping", epoch + 1);
        }
        let Some(weights) = &self.best_weights else { return Ok(()) };
        if let Some(epoch) = self.best_epoch.filter(|_| self.verbose) {
            println!("Restoring the weights of the best epoch: {}", epoch + 1);
        }
        training.set_weights(weights)
    }

    fn state(&self) -> CallbackState {
        let mut state = self.monitor.state().with_count("wait", self.wait as u64);
        if let Some(epoch) = self.best_epoch {
            state = state.with_count("best_epoch", epoch as u64);
        }
        match &self.best_weights {
            Some(weights) => state.with_arrays("best_weights", weights),
            None => state,
        }
    }

    fn restore(&mut self, state: &CallbackState) -> Result<()> {
        self.monitor.restore(state);
        self.wait = state.count("wait")? as usize;
        self.best_epoch = state.count("best_epoch").ok().map(|epoch| epoch as usize);
        self.best_weights = state.find_arrays("best_weights")?;
        Ok(())
    }
}
