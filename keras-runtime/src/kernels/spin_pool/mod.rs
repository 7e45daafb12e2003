//! A pool of threads that spin for a while after their work, so that the next piece finds them awake.
//!
//! A thread of rayon that has nothing to do goes to sleep at once, and waking it costs tens of microseconds: more than
//! a whole layer of a small network takes. So the thread that has work, the leader, puts it in a slot, and threads of
//! rayon that are sent there, the workers, look at the slot for a while after they have worked, before they go back to
//! rayon.
//!
//! A panic in a thread of rayon would end the process: what workers do for a leader goes through `caught`.
//!
//! `ci/loom` tries the interleavings of both protocols, with the code that is here and the threads of `model`.

mod caught;
mod job_slot;
#[cfg(all(loom, test))]
mod model;
mod side_job;
mod sync;
#[cfg(not(all(loom, test)))]
mod threads;

pub(in crate::kernels) use job_slot::share;
pub(in crate::kernels) use side_job::overlap;

#[cfg(all(loom, test))]
use model as threads;

use self::threads::Patience;

/// What a worker does, from when it is sent for until it has waited in vain.
fn worker_loop() {
    let (mut seen, mut patience) = (0, Patience::new());
    loop {
        if job_slot::work(&mut seen) {
            patience = Patience::new();
        } else {
            side_job::work();
        }
        if patience.is_over() {
            break;
        }
    }
    job_slot::leave();
}
