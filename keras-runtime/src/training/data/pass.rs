//! Passes over the data.

use crate::random::{GeneratorState, Random};

/// A pass over the data: what a source of batches is told before the first of them.
///
/// That is an epoch, unless [`Fit::steps_per_epoch`](crate::training::Fit::steps_per_epoch) says how long an epoch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The index of the pass, from 0; that of the epoch, unless `steps_per_epoch` is set.
    pub index: usize,
    /// A seed of this pass: what is random comes from it, so that a training that is taken up again sees the same.
    pub seed: u64,
    /// What all passes of the training have their seeds from.
    root: u64,
}

impl Pass {
    /// The pass in which nothing is learnt: the same each time.
    pub(in crate::training) const MEASURED: Self = Self { index: 0, seed: 0, root: 0 };

    /// A pass of a training whose passes have their seeds from `root`.
    pub(in crate::training) fn of(root: u64, index: usize) -> Self {
        Self { index, seed: derived(root, index as u64), root }
    }

    /// The generator that belongs to an element of the pass.
    pub fn random(&self, element: usize) -> Random {
        Random::from_seed(derived(self.seed, element as u64))
    }

    /// The same pass for what comes before in a pipeline, which draws other numbers.
    pub(super) fn upstream(&self) -> Self {
        Self::of(derived(self.root, u64::MAX), self.index)
    }

    /// The first pass of the training.
    pub(super) fn first(&self) -> Self {
        Self::of(self.root, 0)
    }

    /// One of `rounds` passes that this one consists of.
    pub(super) fn round(&self, round: usize, rounds: Option<usize>) -> Self {
        let index = self.index.saturating_mul(rounds.unwrap_or(1)).saturating_add(round);
        Self { index, seed: derived(self.seed, round as u64), root: self.root }
    }
}

/// The seed number `index` of those that come from `seed`, each of which has two words.
fn derived(seed: u64, index: u64) -> u64 {
    Random::from_state(GeneratorState { seed, position: index.wrapping_mul(2) }).seed()
}
