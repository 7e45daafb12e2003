//! Progress bar of `fit`.

use super::progress::{Progress, Verbose};
use super::{Callback, Training};
use crate::Result;

/// Prints how far an epoch is, and how it went.
pub(in crate::training) struct ProgressBar {
    progress: Progress,
    /// Whether the epoch has begun here.
    is_running: bool,
}

impl ProgressBar {
    pub fn new(verbose: Verbose) -> Self {
        Self { progress: Progress::new(verbose), is_running: false }
    }
}

impl Callback for ProgressBar {
    fn name(&self) -> &str {
        "ProgressBar"
    }

    fn on_epoch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.is_running = true;
        self.progress.begin(training.batch(), training.batches(), Some(title(training)));
        Ok(())
    }

    /// An epoch that was taken up again has begun long before.
    fn on_train_batch_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        if self.is_running { Ok(()) } else { self.on_epoch_begin(training) }
    }

    fn on_train_batch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.progress.advance(training.batch(), || training.scores());
        Ok(())
    }

    fn on_epoch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        self.is_running = false;
        self.progress.end(training.batch(), title(training), training.scores());
        Ok(())
    }
}

fn title(training: &Training<'_>) -> String {
    format!("Epoch {}/{}", training.epoch() + 1, training.epochs())
}
