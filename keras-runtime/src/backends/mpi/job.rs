//! The job: MPI from its beginning to its end.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU8, Ordering};

use mpi::environment::Universe;
use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;
use mpi::{Threading, initialize_with_threading, is_finalized, is_initialized};

use crate::{Error, Result};

/// What this rank does.
static STAGE: AtomicU8 = AtomicU8::new(Stage::Idle as u8);

/// What a rank does, as far as the other ranks would wait for it.
#[derive(Clone, Copy)]
pub(super) enum Stage {
    /// None waits, or each finds out by itself.
    Idle,
    /// It trains.
    Training,
    /// A training has failed, which the program has told the user.
    Failed,
}

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
                return Err(
                    error.help("install one that provides `MPI_THREAD_SERIALIZED`, as Open MPI and MPICH do")
                );
            }
        }
        Ok(())
    }

    /// Notes what this rank does.
    pub fn note(stage: Stage) {
        STAGE.store(stage as u8, Ordering::Relaxed);
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        let stage = STAGE.load(Ordering::Relaxed);
        let world = SimpleCommunicator::world();
        if stage == Stage::Training as u8 {
            eprintln!("Error: rank {} of {} has ended within `fit`", world.rank(), world.size());
        }
        // Ranks that are still in it would be waited for.
        if stage != Stage::Idle as u8 {
            world.abort(1);
        }
        drop(self.0.take());
    }
}
