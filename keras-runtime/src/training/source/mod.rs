//! Where batches come from, whatever their types.

mod ahead;
mod feed;
mod passes;
mod rows;

use std::marker::PhantomData;

use super::batch::Batch;
use super::data::{BatchBuffer, Batches, Pass};
use super::ranks::Part;
use crate::Result;

pub(super) use feed::{Feed, feed};
pub(super) use passes::{Passes, Place};
pub(super) use rows::Rows;

/// A source of batches, without the types of what is in them.
pub(super) trait Source: Send {
    /// Begins a pass over the data.
    fn begin(&mut self, pass: Pass) -> Result<()>;

    /// Puts the next batch of the pass into memory; `false` if there is none.
    fn fill(&mut self, batch: &mut Batch) -> Result<bool>;

    /// Leaves out the next batches of the pass.
    fn skip(&mut self, batches: usize) -> Result<()>;

    /// The number of batches in a pass, if that is known.
    fn batches(&self) -> Option<usize>;

    /// The number of samples in a pass, if that is known.
    fn samples(&self) -> Option<usize>;

    /// Gives only this part of each batch, from the next pass on. A source that makes its batches by itself has been made for
    /// its part.
    fn share(&mut self, part: Part) {
        let _ = part;
    }

    /// A hash of some of its samples, if they can be looked at before a pass.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    fn sketch(&self) -> Result<Option<u64>> {
        Ok(None)
    }

    /// Whether its data lie in memory, and are checked before the first batch.
    fn is_in_memory(&self) -> bool;
}

/// A source for a model whose input is `S`, with labels `K`.
pub(super) struct Typed<B, S, K> {
    batches: B,
    types: PhantomData<fn(S, K)>,
}

impl<B: Batches<S, K>, S, K> Typed<B, S, K> {
    pub fn new(batches: B) -> Self {
        Self { batches, types: PhantomData }
    }
}

impl<B: Batches<S, K>, S, K> Source for Typed<B, S, K> {
    fn begin(&mut self, pass: Pass) -> Result<()> {
        self.batches.begin(pass)
    }

    fn fill(&mut self, batch: &mut Batch) -> Result<bool> {
        BatchBuffer::new(batch).filled(&mut self.batches)
    }

    fn skip(&mut self, batches: usize) -> Result<()> {
        self.batches.skip(batches)
    }

    fn batches(&self) -> Option<usize> {
        self.batches.batches()
    }

    fn samples(&self) -> Option<usize> {
        None
    }

    fn is_in_memory(&self) -> bool {
        false
    }
}
