//! Progress of what travels while this rank computes: MPI gets on with it only within its own calls, so that a thread makes
//! some.

use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, sleep};
use std::time::Duration;

use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Source};

/// How long the thread leaves the processor to others: a link of 10 Gbit/s carries some 100 kB in it, about what a socket
/// holds.
const PAUSE: Duration = Duration::from_micros(50);

/// Whether something travels. Who calls MPI holds this lock, which is what `MPI_THREAD_SERIALIZED` asks for.
static TRAVELLING: Mutex<bool> = Mutex::new(false);

/// Wakes the thread.
static BEGUN: Condvar = Condvar::new();

fn lock() -> MutexGuard<'static, bool> {
    TRAVELLING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls MPI, alone.
pub(super) fn calling<R>(call: impl FnOnce() -> R) -> R {
    let _alone = lock();
    call()
}

/// Keeps MPI going as long as it lives.
pub(super) struct Progress(());

impl Progress {
    pub fn begin() -> Self {
        static THREAD: Once = Once::new();
        // Without the thread it all travels in the end, when it is waited for.
        THREAD.call_once(|| drop(thread::Builder::new().name("keras-mpi".into()).spawn(carry_on)));
        *lock() = true;
        BEGUN.notify_one();
        Self(())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        *lock() = false;
    }
}

fn carry_on() {
    loop {
        let travelling = BEGUN.wait_while(lock(), |travelling| !*travelling);
        // Nobody sends such a message: to look for one is to let MPI do its work.
        SimpleCommunicator::world().any_process().immediate_probe();
        drop(travelling);
        sleep(PAUSE);
    }
}
