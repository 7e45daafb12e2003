//! The state of a training, as plain data: with the weights and the state of the optimizer, all that it takes to go on.

mod program;
mod snapshot;

use super::history::{History, Scores};
use crate::layer::ForwardPass;
use crate::random::{GeneratorState, next_seed};
use crate::training::source::Place;
use crate::{Error, Result};

pub(super) use program::Program;
pub(super) use snapshot::Snapshot;

/// How far a training is, and where its random choices are.
///
/// Put into another model of the same kind, together with the weights and the state of the optimizer, it goes on to the
/// same weights, bit for bit. In the middle of an epoch, the scores of that epoch are then those of its other batches.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TrainingState {
    /// The epoch that runs, or is to run next, from 0.
    pub epoch: usize,
    /// How many of its batches are done.
    pub step: usize,
    /// How far it is in its data.
    pub place: Place,
    /// How many samples they have, if that is known.
    pub samples: Option<usize>,
    /// What the passes over the data have their seeds from.
    pub data_seed: u64,
    /// What layers such as `Dropout` draw from.
    pub layers: GeneratorState,
    /// Whether a callback has stopped it.
    pub stopped: bool,
    /// Whether the model has the moving averages of its weights, and the optimizer the weights.
    pub averaged: bool,
    /// The learning rate that a callback has set last.
    pub learning_rate: Option<f32>,
    /// What was reported so far.
    pub history: History,
}

impl TrainingState {
    /// The beginning of a training on so many samples.
    pub fn new(epoch: usize, samples: Option<usize>) -> Self {
        Self {
            epoch,
            place: Place { pass: epoch, batch: 0 },
            samples,
            layers: GeneratorState::new(next_seed()),
            data_seed: next_seed(),
            ..Self::default()
        }
    }

    /// Whether it is that of a training on so many samples.
    ///
    /// # Errors
    ///
    /// If it is of another number.
    pub fn check(&self, samples: Option<usize>) -> Result<()> {
        if self.samples == samples {
            return Ok(());
        }
        let text = |samples: Option<usize>| {
            samples.map_or("a stream".into(), |samples| format!("{samples} samples"))
        };
        Err(Error::expected("`fit`, state of the training", text(samples), text(self.samples)))
    }

    /// Whether it has been stopped, and no batch of the epoch is left to be reported.
    pub fn is_over(&self) -> bool {
        self.stopped && self.step == 0
    }

    /// Notes that a batch is done, and that the data are at `place`.
    pub fn end_step(&mut self, pass: &ForwardPass, place: Place) {
        self.step += 1;
        self.place = place;
        self.layers = pass.generator();
    }

    /// Notes what the epoch came to.
    pub fn report(&mut self, scores: &Scores) {
        self.history.push(self.epoch, scores);
    }

    /// Notes that the epoch is done, and that the data are at `place`.
    pub fn end_epoch(&mut self, place: Place) {
        self.epoch += 1;
        self.step = 0;
        self.place = place;
    }
}

#[cfg(test)]
mod tests;
