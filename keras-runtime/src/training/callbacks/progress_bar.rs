//! Progress bar of `fit`, `evaluate` and `predict`.

use std::fmt::Display;

use super::progress::{Progress, Verbose};
use super::{Callback, Prediction, Training};
use crate::Result;

/// Prints how far an epoch, an evaluation or a prediction is, and how it went.
pub(in crate::training) struct ProgressBar {
    progress: Progress,
    /// Whether there is a training, whose validations are parts of epochs.
    is_training: bool,
    /// Whether the epoch has begun here.
    is_running: bool,
}

impl ProgressBar {
    pub fn new(verbose: Verbose) -> Self {
        Self { progress: Progress::new(verbose), is_training: false, is_running: false }
    }

    /// Ends what is not an epoch.
    fn end(&mut self, done: usize, scores: impl Display) {
        self.progress.end(done, format_args!("{done}/{done}"), scores);
    }
}

#[diagnostic::do_not_recommend]
impl Callback for ProgressBar {
    fn name(&self) -> &str {
        "ProgressBar"
    }

    fn on_train_begin(&mut self, _: &mut Training<'_>) -> Result<()> {
        self.is_training = true;
        Ok(())
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

    fn on_test_begin(&mut self, training: &mut Training<'_>) -> Result<()> {
        if !self.is_training {
            self.progress.begin(0, training.batches(), None::<&str>);
        }
        Ok(())
    }

    fn on_test_batch_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        if !self.is_training {
            self.progress.advance(training.batch(), || training.scores());
        }
        Ok(())
    }

    fn on_test_end(&mut self, training: &mut Training<'_>) -> Result<()> {
        if !self.is_training {
            self.end(training.batch(), training.scores());
        }
        Ok(())
    }

    fn on_predict_begin(&mut self, prediction: &mut Prediction<'_>) -> Result<()> {
        self.progress.begin(0, prediction.batches(), None::<&str>);
        Ok(())
    }

    fn on_predict_batch_end(&mut self, prediction: &mut Prediction<'_>) -> Result<()> {
        self.progress.advance(prediction.batch(), || "");
        Ok(())
    }

    fn on_predict_end(&mut self, prediction: &mut Prediction<'_>) -> Result<()> {
        self.end(prediction.batch(), "");
        Ok(())
    }
}

fn title(training: &Training<'_>) -> String {
    format!("Epoch {}/{}", training.epoch() + 1, training.epochs())
}
