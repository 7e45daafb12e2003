//! A source on a thread of its own, one batch ahead.

use std::mem::{replace, swap};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Source;
use crate::random::set_random_seed;
use crate::training::batch::Batch;
use crate::training::data::Pass;
use crate::{Error, Result};

/// What the two threads share: a batch, and whose turn it is.
#[derive(Default)]
pub(super) struct Shared {
    slot: Mutex<Slot>,
    changed: Condvar,
}

#[derive(Default)]
struct Slot {
    turn: Turn,
    /// With the source while that is at work.
    batch: Option<Batch>,
}

#[derive(Default)]
enum Turn {
    /// Nobody wants a batch.
    #[default]
    Idle,
    /// A pass is to begin, after so many of its batches.
    Begin(Pass, usize),
    /// A batch is to be made.
    Fill,
    /// The source is at work.
    Busy,
    /// A batch is there, or none is left, or the source failed.
    Done(Result<bool>),
    /// One of the threads has gone.
    Closed,
}

impl Shared {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        // Nothing that could panic happens under the lock.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, turn: Turn) {
        self.slot().turn = turn;
        self.changed.notify_all();
    }

    /// Waits for a turn of `wanted` kind.
    fn wait(&self, wanted: impl Fn(&Turn) -> bool) -> MutexGuard<'_, Slot> {
        let waiting = self.changed.wait_while(self.slot(), |slot| !wanted(&slot.turn));
        waiting.unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes batches until the other thread has gone.
    pub fn serve(&self, source: &mut dyn Source) {
        let _closed = Close(self);
        loop {
            let mut slot = self.wait(|turn| matches!(turn, Turn::Begin(..) | Turn::Fill | Turn::Closed));
            let (turn, mut batch) =
                (replace(&mut slot.turn, Turn::Busy), slot.batch.take().unwrap_or_default());
            drop(slot);
            let begun = match turn {
                Turn::Begin(pass, skipped) => {
                    // What the source draws from the generator of its thread repeats itself, too.
                    set_random_seed(pass.seed);
                    source.begin(pass).and_then(|()| source.skip(skipped))
                }
                Turn::Fill => Ok(()),
                _ => return,
            };
            let done = begun.and_then(|()| source.fill(&mut batch));
            let mut slot = self.slot();
            slot.batch = Some(batch);
            if matches!(slot.turn, Turn::Closed) {
                return;
            }
            slot.turn = Turn::Done(done);
            drop(slot);
            self.changed.notify_all();
        }
    }
}

/// Tells the other thread, when this one is done with the source, well or not.
struct Close<'a>(&'a Shared);

impl Drop for Close<'_> {
    fn drop(&mut self) {
        self.0.turn(Turn::Closed);
    }
}

/// The batches of a source that is one ahead.
pub(in crate::training) struct Ahead<'a> {
    shared: &'a Shared,
    _closed: Close<'a>,
}

impl<'a> Ahead<'a> {
    pub(super) fn new(shared: &'a Shared) -> Self {
        Self { shared, _closed: Close(shared) }
    }

    pub(super) fn begin(&mut self, pass: Pass, skipped: usize) {
        let mut slot = self.shared.wait(|turn| !matches!(turn, Turn::Busy | Turn::Fill | Turn::Begin(..)));
        if !matches!(slot.turn, Turn::Closed) {
            slot.turn = Turn::Begin(pass, skipped);
        }
        drop(slot);
        self.shared.changed.notify_all();
    }

    /// Waits for the next batch, and lets the source begin with the one after it in the memory of `batch`.
    pub(super) fn take(&mut self, batch: &mut Batch) -> Result<bool> {
        let mut slot = self.shared.wait(|turn| matches!(turn, Turn::Done(_) | Turn::Idle | Turn::Closed));
        let done = match replace(&mut slot.turn, Turn::Idle) {
            Turn::Done(done) => done,
            turn => {
                slot.turn = turn;
                return Err(Error::new("data", "the source of the batches has ended"));
            }
        };
        if let Ok(true) = done {
            slot.batch.iter_mut().for_each(|made| swap(made, batch));
            slot.turn = Turn::Fill;
            drop(slot);
            self.shared.changed.notify_all();
        }
        done
    }
}
