//! Threads that linger after their work, so that the next piece finds them awake.
//!
//! A thread of rayon that has nothing to do goes to sleep at once, and waking it costs tens of microseconds: more than
//! a whole layer of a small network takes. So the thread that has work puts it on a desk, and threads of rayon that are
//! sent there look at the desk for a while after they have helped, before they go back to rayon.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::*};
use std::thread::yield_now;
use std::time::{Duration, Instant};

/// How long a helper waits for the next piece of work: longer than what a training step does on one thread between two
/// pieces, and too short to be noticed when training is over.
const LINGER: Duration = Duration::from_micros(200);

type Task<'a> = dyn Fn(usize) + Sync + 'a;

/// Where the work lies. There is one desk; who finds it taken shares work in rayon's own way.
struct Desk {
    /// Whether a leader has the desk.
    taken: AtomicBool,
    /// Whether helpers may come in.
    open: AtomicBool,
    /// How often it has been opened.
    round: AtomicUsize,
    /// The helpers that have come in and not yet gone.
    inside: AtomicUsize,
    /// The helpers that linger or are on their way.
    waiting: AtomicUsize,
    task: UnsafeCell<Option<&'static Task<'static>>>,
    next: AtomicUsize,
    count: AtomicUsize,
}

// SAFETY: `task` is written by the leader alone, who has the desk, while it is closed and nobody is inside; helpers read
// it inside only.
unsafe impl Sync for Desk {}

static DESK: Desk = Desk {
    taken: AtomicBool::new(false),
    open: AtomicBool::new(false),
    round: AtomicUsize::new(0),
    inside: AtomicUsize::new(0),
    waiting: AtomicUsize::new(0),
    task: UnsafeCell::new(None),
    next: AtomicUsize::new(0),
    count: AtomicUsize::new(0),
};

/// Calls `task` with each number below `count`, together with up to `helpers` other threads. `false`, and nothing is
/// done, if another thread does so at the moment.
pub(super) fn share(count: usize, helpers: usize, task: &Task<'_>) -> bool {
    if DESK.taken.swap(true, Acquire) {
        return false;
    }
    // SAFETY: the desk is this thread's, closed and empty. No helper keeps the task: `closing` waits, even in a panic,
    // until all are gone, and the task lives longer than that.
    unsafe { *DESK.task.get() = Some(std::mem::transmute::<&Task<'_>, &'static Task<'static>>(task)) };
    DESK.next.store(0, Relaxed);
    DESK.count.store(count, Relaxed);
    DESK.round.fetch_add(1, Relaxed);
    let closing = Closing;
    DESK.open.store(true, SeqCst);
    for _ in DESK.waiting.load(Relaxed)..helpers {
        DESK.waiting.fetch_add(1, Relaxed);
        rayon::spawn(help);
    }
    DESK.work();
    drop(closing);
    true
}

impl Desk {
    /// Does what is left to do. The desk is open, and the caller its leader or inside.
    fn work(&self) {
        // SAFETY: written before the desk was opened, and not again before the caller is gone.
        let Some(task) = (unsafe { *self.task.get() }) else { return };
        let count = self.count.load(Relaxed);
        loop {
            let index = self.next.fetch_add(1, Relaxed);
            if index >= count {
                return;
            }
            task(index);
        }
    }
}

/// Closes the desk and waits until nobody is inside.
struct Closing;

impl Drop for Closing {
    fn drop(&mut self) {
        DESK.open.store(false, SeqCst);
        let mut turns = 0_u32;
        while DESK.inside.load(SeqCst) != 0 {
            pause(&mut turns);
        }
        DESK.taken.store(false, Release);
    }
}

/// Does `work` and gives its result; `errand` is done meanwhile by a helper that has nothing else to do, or else
/// afterwards by the caller.
pub(super) fn meanwhile<R>(errand: &Errand<'_>, work: impl FnOnce() -> R) -> R {
    if ERRAND.state.compare_exchange(NONE, TAKEN, Acquire, Relaxed).is_err() {
        let result = work();
        errand();
        return result;
    }
    // SAFETY: the state says that the place is this thread's. No helper keeps the errand: `Returning` takes it back, or
    // waits until it is done, even in a panic, and the errand lives longer than that.
    unsafe {
        *ERRAND.errand.get() = Some(std::mem::transmute::<&Errand<'_>, &'static Errand<'static>>(errand))
    };
    let returning = Returning;
    ERRAND.state.store(OFFERED, Release);
    let result = work();
    if ERRAND.state.compare_exchange(OFFERED, DONE, Acquire, Relaxed).is_ok() {
        errand();
    }
    drop(returning);
    result
}

type Errand<'a> = dyn Fn() + Sync + 'a;

/// Where an errand lies, if there is one.
struct Place {
    state: AtomicUsize,
    errand: UnsafeCell<Option<&'static Errand<'static>>>,
}

const NONE: usize = 0;
const OFFERED: usize = 1;
const TAKEN: usize = 2;
const DONE: usize = 3;

// SAFETY: `errand` is read and written by the one thread that has brought the state to `TAKEN`.
unsafe impl Sync for Place {}

static ERRAND: Place = Place { state: AtomicUsize::new(NONE), errand: UnsafeCell::new(None) };

impl Place {
    /// Does the errand, if there is one that nobody does.
    fn help(&self) {
        if self.state.load(Relaxed) == OFFERED
            && self.state.compare_exchange(OFFERED, TAKEN, Acquire, Relaxed).is_ok()
        {
            let done = Done;
            // SAFETY: the state says that it is this thread's, and whoever offered it waits.
            if let Some(errand) = unsafe { *self.errand.get() } {
                errand();
            }
            drop(done);
        }
    }
}

/// Says that an errand is done, even in a panic.
struct Done;

impl Drop for Done {
    fn drop(&mut self) {
        ERRAND.state.store(DONE, Release);
    }
}

/// Takes an errand back that nobody does, or waits until it is done.
struct Returning;

impl Drop for Returning {
    fn drop(&mut self) {
        let mut turns = 0;
        while ERRAND.state.compare_exchange(OFFERED, DONE, Acquire, Acquire) == Err(TAKEN) {
            pause(&mut turns);
        }
        ERRAND.state.store(NONE, Release);
    }
}

/// What a helper does, from when it is sent for until it has waited in vain.
fn help() {
    let (mut seen, mut turns) = (0, 0);
    let mut since = Instant::now();
    loop {
        if DESK.open.load(Acquire) && DESK.round.load(Relaxed) != seen {
            DESK.inside.fetch_add(1, SeqCst);
            let leaving = Leaving;
            // Open still, now that the leader would wait: so the task is there, and stays.
            if DESK.open.load(SeqCst) {
                seen = DESK.round.load(Relaxed);
                DESK.work();
            }
            drop(leaving);
            (since, turns) = (Instant::now(), 0);
        } else {
            ERRAND.help();
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
    DESK.waiting.fetch_sub(1, Relaxed);
}

/// Leaves the desk, even in a panic.
struct Leaving;

impl Drop for Leaving {
    fn drop(&mut self) {
        DESK.inside.fetch_sub(1, SeqCst);
    }
}

/// Waits for a moment; now and then another thread may run instead, if there are more of them than cores.
fn pause(turns: &mut u32) {
    *turns = turns.wrapping_add(1);
    if turns.is_multiple_of(1024) { yield_now() } else { spin_loop() }
}
