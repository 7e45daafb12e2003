//! The threads of rayon, as leaders send for them, and how they wait.

use std::hint::spin_loop;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use rayon::prelude::*;

/// How long a worker waits for the next piece of work: longer than what a training step does on one thread between two
/// pieces, and too short to be noticed when training is over.
const SPIN_FOR: Duration = Duration::from_micros(200);

/// Sends a thread to work.
pub(super) fn spawn(work: fn()) {
    rayon::spawn(work);
}

/// Does `work` `count` times, on whatever threads are free.
pub(super) fn each_of(count: usize, work: impl Fn() + Sync) {
    (0..count).into_par_iter().with_max_len(1).for_each(|_| work());
}

/// How much longer a worker waits.
pub(super) struct Patience {
    since: Instant,
    turns: u32,
}

impl Patience {
    pub fn new() -> Self {
        Self { since: Instant::now(), turns: 0 }
    }

    /// Waits for a moment. `true` if that was the last.
    #[inline]
    pub fn is_over(&mut self) -> bool {
        pause(&mut self.turns);
        if self.turns.is_multiple_of(32) && self.since.elapsed() > SPIN_FOR {
            return true;
        }
        // Whoever else waits for a thread of this pool is not kept waiting for as long as training goes on.
        if self.turns.is_multiple_of(256) && rayon::yield_now() == Some(rayon::Yield::Executed) {
            self.since = Instant::now();
        }
        false
    }
}

/// Waits for a moment; now and then another thread may run instead, if there are more of them than cores.
pub(super) fn pause(turns: &mut u32) {
    *turns = turns.wrapping_add(1);
    if turns.is_multiple_of(1024) { yield_now() } else { spin_loop() }
}
