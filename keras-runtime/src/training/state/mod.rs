//! The state of a training, as plain data: with the weights and the state of the optimizer, all that it takes to go on.

mod snapshot;

use super::history::{History, Scores};
use crate::layer::ForwardPass;
use crate::random::{GeneratorState, Random, next_seed};
use crate::{Error, Result};

pub(super) use snapshot::Snapshot;

/// How far a training is, and where its random choices are.
///
/// Put into another model of the same kind, together with the weights and the state of the optimizer, it goes on to the
/// same weights, bit for bit. In the middle of an epoch, the scores of that epoch are then those of its other batches.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrainingState {
    /// The epoch that runs, or is to run next, from 0.
    pub epoch: usize,
    /// How many of its batches are done.
    pub step: usize,
    /// The samples in the order of the epoch before, which this one shuffles.
    pub order: Vec<usize>,
    /// What this epoch shuffles them by.
    pub shuffling: GeneratorState,
    /// What layers such as `Dropout` draw from.
    pub layers: GeneratorState,
    /// Whether a callback has stopped it.
    pub stopped: bool,
    /// The learning rate that a callback has set last.
    pub learning_rate: Option<f32>,
    /// What was reported so far.
    pub history: History,
}

impl TrainingState {
    /// The beginning of a training on so many samples.
    pub fn new(epoch: usize, samples: usize) -> Self {
        Self {
            epoch,
            step: 0,
            order: (0..samples).collect(),
            layers: GeneratorState::new(next_seed()),
            shuffling: GeneratorState::new(next_seed()),
            stopped: false,
            learning_rate: None,
            history: History::default(),
        }
    }

    /// Whether it is that of a training on so many samples.
    ///
    /// # Errors
    ///
    /// If the order does not have each of them once.
    pub fn check(&self, samples: usize) -> Result<()> {
        let expected = || format!("an order of {samples} samples");
        let place = "`fit`, state of the training";
        if self.order.len() != samples {
            return Err(Error::expected(place, expected(), self.order.len()));
        }
        let mut seen = vec![false; samples];
        for &sample in &self.order {
            match seen.get_mut(sample) {
                Some(seen) if !*seen => *seen = true,
                Some(_) => return Err(Error::expected(place, expected(), format!("sample {sample} twice"))),
                None => return Err(Error::expected(place, expected(), format!("sample {sample}"))),
            }
        }
        Ok(())
    }

    /// Whether it has been stopped, and no batch of the epoch is left to be reported.
    pub fn is_over(&self) -> bool {
        self.stopped && self.step == 0
    }

    /// Notes that a batch is done.
    pub fn end_step(&mut self, pass: &ForwardPass) {
        self.step += 1;
        self.layers = pass.generator();
    }

    /// Notes what the epoch came to.
    pub fn report(&mut self, scores: &Scores) {
        self.history.push(self.epoch, scores);
    }

    /// Notes that the epoch is done, in an order that `random` made.
    pub fn end_epoch(&mut self, order: &[usize], random: &Random) {
        self.epoch += 1;
        self.step = 0;
        self.order.copy_from_slice(order);
        self.shuffling = random.state();
    }
}

#[cfg(test)]
mod tests;
