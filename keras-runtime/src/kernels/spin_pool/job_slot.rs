//! The slot where the tasks of a leader lie for workers that are awake.
#![allow(unsafe_code)]

use std::mem::transmute;
use std::sync::atomic::Ordering::*;

use super::caught::Caught;
use super::sync::{AtomicBool, AtomicUsize, UnsafeCell, sequentially_consistent, shared};
use super::threads::{each_of, pause, spawn};
use super::worker_loop;
use crate::kernels::denormals::Flushed;

type Task<'a> = dyn Fn(usize) + Sync + 'a;

/// Calls `task` with each number below `count`, together with up to `workers` other threads. If it panics, no more
/// tasks are begun, and once all threads are done with theirs, the first panic goes on in the caller.
pub(in crate::kernels) fn share(count: usize, workers: usize, task: &Task<'_>) {
    let job = Job { task, count, next: AtomicUsize::new(0), panic: Caught::default() };
    if SLOT.taken.swap(true, Acquire) {
        // Another leader has the slot: by way of rayon.
        each_of(workers + 1, || job.work());
    } else {
        SLOT.lead(&job, workers);
    }
    job.panic.raise();
}

/// Tasks that are done by whoever takes the next.
struct Job<'a> {
    task: &'a Task<'a>,
    count: usize,
    next: AtomicUsize,
    panic: Caught,
}

impl Job<'_> {
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

/// Where a job lies. There is one slot; who finds it taken does without.
struct JobSlot {
    /// Whether a leader has the slot.
    taken: AtomicBool,
    /// Whether workers may come in.
    open: AtomicBool,
    /// How often it has been opened.
    opened: AtomicUsize,
    /// The workers that have come in and not yet gone.
    inside: AtomicUsize,
    /// The workers that spin or are on their way.
    waiting: AtomicUsize,
    job: UnsafeCell<Option<&'static Job<'static>>>,
}

// SAFETY: `job` is written by the leader alone, who has the slot, while it is closed and nobody is inside; workers read
// it inside only.
unsafe impl Sync for JobSlot {}

shared! {
    static SLOT: JobSlot = JobSlot {
        taken: AtomicBool::new(false),
        open: AtomicBool::new(false),
        opened: AtomicUsize::new(0),
        inside: AtomicUsize::new(0),
        waiting: AtomicUsize::new(0),
        job: UnsafeCell::new(None),
    };
}

impl JobSlot {
    /// Does a job with workers. The slot has been taken.
    fn lead(&self, job: &Job<'_>, workers: usize) {
        // SAFETY: no worker keeps the job: `Closing` waits, even in a panic, until all are gone, and the job lives longer
        // than that.
        let lasting = unsafe { transmute::<&Job<'_>, &'static Job<'static>>(job) };
        // SAFETY: the slot is this thread's, closed and empty.
        self.job.with_mut(|job| unsafe { *job = Some(lasting) });
        self.opened.fetch_add(1, Relaxed);
        let closing = Closing;
        self.open.store(true, SeqCst);
        for _ in self.waiting.load(Relaxed)..workers {
            self.waiting.fetch_add(1, Relaxed);
            spawn(worker_loop);
        }
        job.work();
        drop(closing);
    }
}

/// Closes the slot and waits until nobody is inside.
struct Closing;

impl Drop for Closing {
    fn drop(&mut self) {
        SLOT.open.store(false, SeqCst);
        sequentially_consistent();
        let mut turns = 0;
        while SLOT.inside.load(SeqCst) != 0 {
            pause(&mut turns);
        }
        SLOT.taken.store(false, Release);
    }
}

/// Works at the slot if it has been opened since `seen` was set. `false` if not.
pub(super) fn work(seen: &mut usize) -> bool {
    if !SLOT.open.load(Acquire) || SLOT.opened.load(Relaxed) == *seen {
        return false;
    }
    SLOT.inside.fetch_add(1, SeqCst);
    sequentially_consistent();
    // Open still, now that the leader would wait: so the job is there, and stays.
    if SLOT.open.load(SeqCst) {
        *seen = SLOT.opened.load(Relaxed);
        // SAFETY: written before the slot was opened, and not again before this thread is gone.
        if let Some(job) = SLOT.job.with(|job| unsafe { *job }) {
            job.work();
        }
    }
    SLOT.inside.fetch_sub(1, SeqCst);
    true
}

/// Says that a worker has given up waiting.
pub(super) fn leave() {
    SLOT.waiting.fetch_sub(1, Relaxed);
}
