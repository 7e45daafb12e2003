//! The job: MPI from its beginning to its end.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

use mpi::environment::Universe;
use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;
use mpi::{Threading, initialize_with_threading, is_finalized, is_initialized};

use crate::{Error, Result};

/// Whether the last `fit` has failed on this rank.
static HAS_FAILED: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// That of the thread that has initialized MPI: where it ends, so does the job.
    static JOB: RefCell<Option<Job>> = const { RefCell::new(None) };
}

/// What ends MPI.
pub(super) struct Job(Option<Universe>);

impl Job {
    /// Initializes MPI, unless that has been done.
    pub fn join() -> Result<()> {
        let error = |message: &str| Error::new("`DataParallel::mpi`", message);
        if is_initialized() && is_finalized() {
            return Err(error("MPI has been finalized").help("ask for it on the thread that lives longest"));
        }
        // Not twice at a time, but on any thread.
        if let Some((universe, threading)) = initialize_with_threading(Threading::Serialized) {
            JOB.set(Some(Self(Some(universe))));
            if threading < Threading::Serialized {
                let error = error("this MPI cannot be used by a program with threads");
                return Err(error.help("install one that provides `MPI_THREAD_SERIALIZED`, as Open MPI and MPICH do"));
            }
        }
        Ok(())
    }

    /// Notes how a training has ended.
    pub fn note(failed: bool) {
        HAS_FAILED.store(failed, Ordering::Relaxed);
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // Ranks that do not know of the failure would be waited for.
        if HAS_FAILED.load(Ordering::Relaxed) {
            SimpleCommunicator::world().abort(1);
        }
        drop(self.0.take());
    }
}
