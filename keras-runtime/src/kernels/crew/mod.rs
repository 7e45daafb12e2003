//! Threads that linger after their work, so that the next piece finds them awake.
//!
//! A thread of rayon that has nothing to do goes to sleep at once, and waking it costs tens of microseconds: more than
//! a whole layer of a small network takes. So the thread that has work puts it on a desk, and threads of rayon that are
//! sent there look at the desk for a while after they have helped, before they go back to rayon.
//!
//! A panic in a thread of rayon would end the process: what helpers do for a leader goes through `caught`.

mod caught;
mod desk;
mod errand;

use std::hint::spin_loop;
use std::thread::yield_now;
use std::time::{Duration, Instant};

pub(in crate::kernels) use desk::share;
pub(in crate::kernels) use errand::meanwhile;

/// How long a helper waits for the next piece of work: longer than what a training step does on one thread between two
/// pieces, and too short to be noticed when training is over.
const LINGER: Duration = Duration::from_micros(200);

/// What a helper does, from when it is sent for until it has waited in vain.
fn help() {
    let (mut seen, mut turns) = (0, 0);
    let mut since = Instant::now();
    loop {
        if desk::help_out(&mut seen) {
            (since, turns) = (Instant::now(), 0);
        } else {
            errand::help();
        }
        pause(&mut turns);
        if turns.is_multiple_of(32) && since.elapsed() > LINGER {
            break;
        }
        // Whoever else waits for a thread of this pool is not kept waiting for as long as training goes on.
        if turns.is_multiple_of(256) && rayon::yield_now() == Some(rayon::Yield::Executed) {
            since = Instant::now();
        }
    }
    desk::leave();
}

/// Waits for a moment; now and then another thread may run instead, if there are more of them than cores.
fn pause(turns: &mut u32) {
    *turns = turns.wrapping_add(1);
    if turns.is_multiple_of(1024) { yield_now() } else { spin_loop() }
}
