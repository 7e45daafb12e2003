//! What callbacks are shown of a training or an evaluation.

use super::callbacks::{CallbackList, Plan, Training};
use super::history::Scores;
use super::ranks::follow;
use super::runner::Runner;
use super::state::TrainingState;
use crate::optimizers::Optimizer;
use crate::{Error, Result};

/// The callbacks, and what they are shown besides the model.
pub(super) struct Notifier<'w, 'c> {
    pub callbacks: &'w mut CallbackList<'c>,
    pub optimizer: &'w mut Box<dyn Optimizer>,
    pub state: &'w mut TrainingState,
    pub plan: &'w Plan,
}

impl<'c> Notifier<'_, 'c> {
    /// Lets the callbacks see a moment, at which so many batches are measured, if that is what goes on.
    pub fn notify(
        &mut self,
        runner: &mut Runner<'_>,
        measured: Option<usize>,
        scores: Option<&Scores>,
        moment: impl FnOnce(&mut CallbackList<'c>, &mut Training<'_>) -> Result<()>,
    ) -> Result<()> {
        let Self { callbacks, optimizer, state, plan } = self;
        let ranks = runner.ranks().cloned();
        let mut training = Training { trained: runner, optimizer, state, plan, measured, scores };
        match ranks {
            None => moment(callbacks, &mut training)?,
            Some(ranks) if callbacks.has_any() => {
                follow(&*ranks, &mut training, |training| moment(callbacks, training))?;
            }
            Some(ranks) if ranks.rank() == 0 => moment(callbacks, &mut training)?,
            Some(_) => {}
        }
        runner.push(&***optimizer)
    }
}

/// What callbacks see of batches that are measured, and how they end that.
pub(super) struct Watch<'w, 'c> {
    notifier: Notifier<'w, 'c>,
    /// Whether what a callback stops is the evaluation, and not a training that it belongs to.
    is_alone: bool,
    error: Option<Error>,
}

impl<'w, 'c> Watch<'w, 'c> {
    pub fn new(notifier: Notifier<'w, 'c>, is_alone: bool) -> Self {
        Self { notifier, is_alone, error: None }
    }

    /// Lets the callbacks see a moment after so many batches; `false` if one of them fails.
    pub fn see(
        &mut self,
        runner: &mut Runner<'_>,
        measured: usize,
        moment: impl FnOnce(&mut CallbackList<'c>, &mut Training<'_>) -> Result<()>,
    ) -> bool {
        self.error = self.notifier.notify(runner, Some(measured), None, moment).err();
        self.error.is_none()
    }

    /// Whether the next batch is to be measured.
    pub fn goes_on(&self) -> bool {
        self.error.is_none() && !(self.is_alone && self.notifier.state.stopped)
    }

    /// What a callback failed with, if one did.
    pub fn end(self) -> (Notifier<'w, 'c>, Result<()>) {
        (self.notifier, self.error.map_or(Ok(()), Err))
    }
}
