//! The batches of a loop, the next of which is made while a step runs.

use std::thread;

use super::Source;
use super::ahead::{Ahead, Shared};
use crate::kernels::parallel::overlap;
use crate::training::batch::Batch;
use crate::training::data::Pass;
use crate::{Error, Result};

/// Gives the batches of a source.
pub(in crate::training) enum Feed<'a> {
    /// From memory: one of the threads that compute gathers them.
    Direct(&'a mut dyn Source),
    /// From anywhere: whoever waits for a file or a network waits on a thread of his own.
    Ahead(Ahead<'a>),
}

impl Feed<'_> {
    /// Begins a pass over the data, and leaves out its first batches.
    pub fn begin(&mut self, pass: Pass, skipped: usize) -> Result<()> {
        match self {
            Self::Direct(source) => source.begin(pass).and_then(|()| source.skip(skipped)),
            Self::Ahead(ahead) => {
                ahead.begin(pass, skipped);
                Ok(())
            }
        }
    }

    /// Runs `step`, and puts the next batch into memory meanwhile; `false` if there is none.
    pub fn fill_during<R>(&mut self, batch: &mut Batch, step: impl FnOnce() -> R) -> (R, Result<bool>) {
        match self {
            Self::Direct(source) => {
                let mut filled = Ok(false);
                let done = overlap(|| filled = source.fill(batch), step);
                (done, filled)
            }
            Self::Ahead(ahead) => (step(), ahead.take(batch)),
        }
    }

    /// Puts the next batch into memory; `false` if there is none.
    pub fn fill(&mut self, batch: &mut Batch) -> Result<bool> {
        match self {
            Self::Direct(source) => source.fill(batch),
            Self::Ahead(ahead) => ahead.take(batch),
        }
    }

    /// Whether the data were checked before the first batch.
    pub fn is_checked(&self) -> bool {
        match self {
            Self::Direct(source) => source.is_in_memory(),
            Self::Ahead(_) => false,
        }
    }
}

/// Runs `consume` on the batches of a source.
///
/// # Errors
///
/// If `consume` fails, or the operating system has no thread for the source.
pub(in crate::training) fn feed<R>(
    source: &mut dyn Source,
    consume: impl FnOnce(&mut Feed<'_>) -> Result<R>,
) -> Result<R> {
    // In a browser there are no threads.
    if source.is_in_memory() || cfg!(target_family = "wasm") {
        return consume(&mut Feed::Direct(source));
    }
    let shared = Shared::default();
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("keras-batches".into());
        let thread = thread.spawn_scoped(scope, || shared.serve(source)).map_err(|error| {
            Error::new("data", format!("no thread can be started to read them: {error}")).caused_by(error)
        })?;
        let consumed = consume(&mut Feed::Ahead(Ahead::new(&shared)));
        match thread.join() {
            Ok(()) => consumed,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
