//! The desk where the tasks of a leader lie for helpers that are awake.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::mem::transmute;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};

use rayon::prelude::*;

use super::caught::Caught;
use super::{help, pause};
use crate::kernels::denormals::Flushed;

type Task<'a> = dyn Fn(usize) + Sync + 'a;

/// Calls `task` with each number below `count`, together with up to `helpers` other threads. If it panics, no more
/// tasks are begun, and once all threads are done with theirs, the first panic goes on in the caller.
pub(in crate::kernels) fn share(count: usize, helpers: usize, task: &Task<'_>) {
    let round = Round { task, count, next: AtomicUsize::new(0), panic: Caught::default() };
    if DESK.taken.swap(true, Acquire) {
        // Another leader has the desk: by way of rayon.
        (0..helpers + 1).into_par_iter().with_max_len(1).for_each(|_| round.work());
    } else {
        DESK.lead(&round, helpers);
    }
    round.panic.raise();
}

/// Tasks that are done by whoever takes the next.
struct Round<'a> {
    task: &'a Task<'a>,
    count: usize,
    next: AtomicUsize,
    panic: Caught,
}

impl Round<'_> {
    /// Does what is left to do.
    fn work(&self) {
        let _flushed = Flushed::begin();
        let rest = || {
            loop {
                let index = self.next.fetch_add(1, Relaxed);
                if index >= self.count {
                    return;
                }
                (self.task)(index);
            }
        };
        if !self.panic.run(rest) {
            self.next.store(self.count, Relaxed);
        }
    }
}

/// Where a round lies. There is one desk; who finds it taken does without.
struct Desk {
    /// Whether a leader has the desk.
    taken: AtomicBool,
    /// Whether helpers may come in.
    open: AtomicBool,
    /// How often it has been opened.
    opened: AtomicUsize,
    /// The helpers that have come in and not yet gone.
    inside: AtomicUsize,
    /// The helpers that linger or are on their way.
    waiting: AtomicUsize,
    round: UnsafeCell<Option<&'static Round<'static>>>,
}

// SAFETY: `round` is written by the leader alone, who has the desk, while it is closed and nobody is inside; helpers read
// it inside only.
unsafe impl Sync for Desk {}

static DESK: Desk = Desk {
    taken: AtomicBool::new(false),
    open: AtomicBool::new(false),
    opened: AtomicUsize::new(0),
    inside: AtomicUsize::new(0),
    waiting: AtomicUsize::new(0),
    round: UnsafeCell::new(None),
};

impl Desk {
    /// Does a round with helpers. The desk has been taken.
    fn lead(&self, round: &Round<'_>, helpers: usize) {
        // SAFETY: the desk is this thread's, closed and empty. No helper keeps the round: `Closing` waits, even in a
        // panic, until all are gone, and the round lives longer than that.
        unsafe { *self.round.get() = Some(transmute::<&Round<'_>, &'static Round<'static>>(round)) };
        self.opened.fetch_add(1, Relaxed);
        let closing = Closing;
        self.open.store(true, SeqCst);
        for _ in self.waiting.load(Relaxed)..helpers {
            self.waiting.fetch_add(1, Relaxed);
            rayon::spawn(help);
        }
        round.work();
        drop(closing);
    }
}

/// Closes the desk and waits until nobody is inside.
struct Closing;

impl Drop for Closing {
    fn drop(&mut self) {
        DESK.open.store(false, SeqCst);
        let mut turns = 0;
        while DESK.inside.load(SeqCst) != 0 {
            pause(&mut turns);
        }
        DESK.taken.store(false, Release);
    }
}

/// Helps at the desk if it has been opened since `seen` was set. `false` if not.
pub(super) fn help_out(seen: &mut usize) -> bool {
    if !DESK.open.load(Acquire) || DESK.opened.load(Relaxed) == *seen {
        return false;
    }
    DESK.inside.fetch_add(1, SeqCst);
    // Open still, now that the leader would wait: so the round is there, and stays.
    if DESK.open.load(SeqCst) {
        *seen = DESK.opened.load(Relaxed);
        // SAFETY: written before the desk was opened, and not again before this thread is gone.
        if let Some(round) = unsafe { *DESK.round.get() } {
            round.work();
        }
    }
    DESK.inside.fetch_sub(1, SeqCst);
    true
}

/// Says that a helper has given up waiting.
pub(super) fn leave() {
    DESK.waiting.fetch_sub(1, Relaxed);
}
