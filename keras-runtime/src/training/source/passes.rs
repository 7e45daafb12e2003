//! Pass after pass over the data.

use super::Feed;
use crate::training::batch::Batch;
use crate::training::data::Pass;
use crate::{Error, Result};

/// How far a training is in its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::training) struct Place {
    /// The index of the pass over the data.
    pub pass: usize,
    /// How many of its batches are done.
    pub batch: usize,
}

/// The batches of a training from a place on.
pub(in crate::training) struct Passes<'f, 'a> {
    feed: &'f mut Feed<'a>,
    seed: u64,
    /// Whether the data begin anew where they end, and not where an epoch begins.
    repeats: bool,
    place: Place,
    is_open: bool,
}

impl<'f, 'a> Passes<'f, 'a> {
    pub fn new(feed: &'f mut Feed<'a>, seed: u64, place: Place, repeats: bool) -> Self {
        Self { feed, seed, repeats, place, is_open: false }
    }

    /// The place after the batch that was given last.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether the data were checked before the first batch.
    pub fn is_checked(&self) -> bool {
        self.feed.is_checked()
    }

    /// Runs `step`, and puts the next batch into memory meanwhile; `false` at the end of a pass.
    pub fn fill_during<R>(&mut self, batch: &mut Batch, step: impl FnOnce() -> R) -> (R, Result<bool>) {
        if !self.is_open {
            return (
                step(),
                self.open().and_then(|()| self.feed.fill(batch)).and_then(|filled| self.note(filled, batch)),
            );
        }
        let (done, filled) = self.feed.fill_during(batch, step);
        (done, filled.and_then(|filled| self.note(filled, batch)))
    }

    /// Lets the next pass begin, if it has not, before a batch of it is needed.
    pub fn prepare(&mut self) -> Result<()> {
        if self.is_open { Ok(()) } else { self.open() }
    }

    fn open(&mut self) -> Result<()> {
        self.is_open = true;
        self.feed.begin(Pass::of(self.seed, self.place.pass), self.place.batch)
    }

    fn note(&mut self, filled: bool, batch: &mut Batch) -> Result<bool> {
        if filled {
            self.place.batch += 1;
            return Ok(true);
        }
        if self.place.batch == 0 {
            return Err(Error::new("data", "they have no batches"));
        }
        self.place = Place { pass: self.place.pass + 1, batch: 0 };
        if !self.repeats {
            self.is_open = false;
            return Ok(false);
        }
        self.open()?;
        let filled = self.feed.fill(batch)?;
        self.note(filled, batch)
    }
}
