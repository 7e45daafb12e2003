//! The job: MPI from its beginning to its end.

use std::cell::RefCell;
use std::io::{Write, stderr};
use std::mem::replace;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use mpi::environment::Universe;
use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;
use mpi::{Threading, initialize_with_threading, is_finalized, is_initialized};

use super::Mpi;
use crate::collective::{Collective, LEFT};
use crate::{Error, Result};

/// What this rank does.
static STAGE: Mutex<Stage> = Mutex::new(Stage::Idle);

/// For how long after a failed training this rank counts as one that ends because of it. The others keep quiet for so long:
/// rank 0 says what has happened, and ends the job.
pub(super) const GRACE: Duration = Duration::from_millis(200);

/// What a rank does, as far as the other ranks would wait for it.
#[derive(Clone, Copy)]
pub(super) enum Stage {
    /// It trains nothing.
    Idle,
    /// It trains.
    Training,
    /// A training has failed, at that time.
    Failed(Instant),
}

fn stage() -> MutexGuard<'static, Stage> {
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Notes what this rank does, and says what it did.
    pub fn note(now: Stage) -> Stage {
        replace(&mut *stage(), now)
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        let world = SimpleCommunicator::world();
        match *stage() {
            Stage::Training => {
                say(&Error::new("`fit`", "the program has ended within it"));
                world.abort(1);
            }
            Stage::Failed(at) if at.elapsed() < GRACE => world.abort(1),
            _ => leave(),
        }
        drop(self.0.take());
    }
}

/// Says that this rank ends, where the others may come to a training, and waits for them.
fn leave() {
    let rank = Mpi::of_world(Duration::MAX);
    let mut said = vec![0.0; rank.ranks()];
    rank.gather(&[LEFT], &vec![1; rank.ranks()], &mut said);
    // Those that have come to one end the job. Open MPI's `mpirun` may hang if that meets a rank that is finalizing.
    if said.iter().any(|&said| said != LEFT) {
        sleep(Duration::from_secs(2));
    }
}

/// Tells the user, at once, so that what several ranks say does not mix.
pub(super) fn say(error: &Error) {
    let world = SimpleCommunicator::world();
    let line = format!("Error: rank {} of {}: {error}\n", world.rank(), world.size());
    let _ = stderr().write_all(line.as_bytes());
}
