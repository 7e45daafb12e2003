//! A side job that a worker without other work does for a leader.
#![allow(unsafe_code)]

use std::mem::transmute;
use std::sync::atomic::Ordering::*;

use super::caught::Caught;
use super::sync::{AtomicUsize, UnsafeCell, shared};
use super::threads::pause;

/// Does `compute` and gives its result; `io` is done in the meantime by a worker that has nothing else to do, or else
/// afterwards by the caller. If it panics, so does the caller, whoever did it.
pub(in crate::kernels) fn overlap<R>(io: &Task<'_>, compute: impl FnOnce() -> R) -> R {
    if SLOT.state.compare_exchange(NONE, TAKEN, Acquire, Relaxed).is_err() {
        let result = compute();
        io();
        return result;
    }
    let side_job = SideJob { task: io, panic: Caught::default() };
    // SAFETY: no worker keeps the side job: `Returning` takes it back, or waits until it is done, even in a panic, and it
    // lives longer than that.
    let lasting = unsafe { transmute::<&SideJob<'_>, &'static SideJob<'static>>(&side_job) };
    // SAFETY: the state says that the slot is this thread's.
    SLOT.side_job.with_mut(|side_job| unsafe { *side_job = Some(lasting) });
    let returning = Returning;
    SLOT.state.store(OFFERED, Release);
    let result = compute();
    if SLOT.state.compare_exchange(OFFERED, DONE, Acquire, Relaxed).is_ok() {
        (side_job.task)();
    }
    drop(returning);
    side_job.panic.raise();
    result
}

/// Does the side job that is offered, if there is one.
pub(super) fn work() {
    if SLOT.state.load(Relaxed) == OFFERED
        && SLOT.state.compare_exchange(OFFERED, TAKEN, Acquire, Relaxed).is_ok()
    {
        // SAFETY: the state says that it is this thread's, and whoever offered it waits.
        if let Some(side_job) = SLOT.side_job.with(|side_job| unsafe { *side_job }) {
            side_job.panic.run(side_job.task);
        }
        SLOT.state.store(DONE, Release);
    }
}

type Task<'a> = dyn Fn() + Sync + 'a;

/// What is to be done, and the panic of the worker that did it.
struct SideJob<'a> {
    task: &'a Task<'a>,
    panic: Caught,
}

/// Where a side job lies, if there is one.
struct SideJobSlot {
    state: AtomicUsize,
    side_job: UnsafeCell<Option<&'static SideJob<'static>>>,
}

const NONE: usize = 0;
const OFFERED: usize = 1;
const TAKEN: usize = 2;
const DONE: usize = 3;

// SAFETY: `side_job` is read and written by the one thread that has brought the state to `TAKEN`.
unsafe impl Sync for SideJobSlot {}

shared! {
    static SLOT: SideJobSlot = SideJobSlot { state: AtomicUsize::new(NONE), side_job: UnsafeCell::new(None) };
}

/// Takes a side job back that nobody does, or waits until it is done.
struct Returning;

impl Drop for Returning {
    fn drop(&mut self) {
        let mut turns = 0;
        while SLOT.state.compare_exchange(OFFERED, DONE, Acquire, Acquire) == Err(TAKEN) {
            pause(&mut turns);
        }
        SLOT.state.store(NONE, Release);
    }
}
