//! What a training does together with other ranks, each of which has its share of every batch.
//!
//! Samples are shared from the inputs of the model to its outputs; the outputs are gathered, and everything after them, the
//! loss, the metrics, the update, is of the whole batch and the same on every rank. What depends on the samples of the
//! batch in between, as batch normalization does, asks the tape for the ranks.

mod attendance;
mod batches;
mod comparison;
mod decisions;
mod gradients;

use std::ops::Range;
use std::sync::Arc;

pub(in crate::training) use attendance::Attendance;
pub(in crate::training) use comparison::{hash, hash_of_weights};
pub(in crate::training) use decisions::follow;
use gradients::GradientSum;

use super::network::Network;
use crate::autodiff::{Tape, Tensor};
use crate::collective::Collective;
use crate::{Error, Result};

/// This rank of several.
pub(in crate::training) struct Ranks {
    collective: Arc<dyn Collective>,
    gradients: GradientSum,
    /// Whether the weights have been compared after a step.
    is_compared: bool,
}

impl Ranks {
    pub fn new(collective: Arc<dyn Collective>, network: &dyn Network) -> Self {
        Self { collective, gradients: GradientSum::new(network), is_compared: false }
    }

    pub fn collective(&self) -> &Arc<dyn Collective> {
        &self.collective
    }

    /// Which part of the data is this rank's.
    pub fn part(&self) -> Part {
        Part { rank: self.collective.rank(), ranks: self.collective.ranks() }
    }

    /// Computes the gradients of the loss of the whole batch, which travel while those of earlier layers are computed.
    pub fn backward(&mut self, network: &dyn Network, tape: &Tape, loss: &Tensor) -> Result<()> {
        self.gradients.backward(&*self.collective, network, tape, loss)
    }

    /// Compares the weights after the first step.
    pub fn compare_first(&mut self, network: &dyn Network) -> Result<()> {
        if std::mem::replace(&mut self.is_compared, true) { Ok(()) } else { self.compare(network, &[]) }
    }

    /// What rank 0 says of something that each rank could see otherwise.
    pub fn decide(&self, yes: bool) -> bool {
        let mut byte = [u8::from(yes)];
        self.collective.broadcast(&mut byte);
        byte == [1]
    }

    /// Whether any rank says so.
    pub fn any(&self, yes: bool) -> bool {
        let mut count = [f64::from(u8::from(yes))];
        self.collective.sum_wide(&mut count);
        count > [0.0]
    }

    /// What rank 0 does, and all know then, or what it has failed with.
    pub fn of_first(&self, first: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let own = (self.collective.rank() == 0).then(first);
        let text = |error: &Error| error.to_string().into_bytes();
        let mut bytes =
            own.as_ref().map_or(Vec::new(), |own| own.clone().unwrap_or_else(|error| text(&error)));
        let mut header = [0; 9];
        header[0] = own.as_ref().is_some_and(Result::is_err).into();
        header[1..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.collective.broadcast(&mut header);
        let [failed, len @ ..] = header;
        bytes.resize(u64::from_le_bytes(len) as usize, 0);
        self.collective.broadcast(&mut bytes);
        match own {
            Some(own) => own,
            None if failed == 0 => Ok(bytes),
            None => Err(Error::new("rank 0", String::from_utf8_lossy(&bytes))),
        }
    }
}

/// One part of the data, of as many as there are ranks.
#[derive(Clone, Copy, Debug)]
pub(in crate::training) struct Part {
    pub rank: usize,
    pub ranks: usize,
}

impl Part {
    /// Which of so many samples they are.
    pub fn of(self, samples: usize) -> Range<usize> {
        self.of_rank(samples, self.rank)
    }

    /// How many of so many samples each rank has.
    pub fn counts(self, samples: usize) -> impl Iterator<Item = usize> {
        (0..self.ranks).map(move |rank| self.of_rank(samples, rank).len())
    }

    fn of_rank(self, samples: usize, rank: usize) -> Range<usize> {
        samples * rank / self.ranks..samples * (rank + 1) / self.ranks
    }
}
