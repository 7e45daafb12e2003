//! An errand that a helper without other work does for a leader.
#![allow(unsafe_code)]

use std::cell::UnsafeCell;
use std::mem::transmute;
use std::sync::atomic::{AtomicUsize, Ordering::*};

use super::caught::Caught;
use super::pause;

/// Does `work` and gives its result; `errand` is done meanwhile by a helper that has nothing else to do, or else
/// afterwards by the caller. If it panics, so does the caller, whoever did it.
pub(in crate::kernels) fn meanwhile<R>(errand: &Task<'_>, work: impl FnOnce() -> R) -> R {
    if PLACE.state.compare_exchange(NONE, TAKEN, Acquire, Relaxed).is_err() {
        let result = work();
        errand();
        return result;
    }
    let errand = Errand { task: errand, panic: Caught::default() };
    // SAFETY: the state says that the place is this thread's. No helper keeps the errand: `Returning` takes it back, or
    // waits until it is done, even in a panic, and the errand lives longer than that.
    unsafe { *PLACE.errand.get() = Some(transmute::<&Errand<'_>, &'static Errand<'static>>(&errand)) };
    let returning = Returning;
    PLACE.state.store(OFFERED, Release);
    let result = work();
    if PLACE.state.compare_exchange(OFFERED, DONE, Acquire, Relaxed).is_ok() {
        (errand.task)();
    }
    drop(returning);
    errand.panic.raise();
    result
}

/// Does the errand that is offered, if there is one.
pub(super) fn help() {
    if PLACE.state.load(Relaxed) == OFFERED
        && PLACE.state.compare_exchange(OFFERED, TAKEN, Acquire, Relaxed).is_ok()
    {
        // SAFETY: the state says that it is this thread's, and whoever offered it waits.
        if let Some(errand) = unsafe { *PLACE.errand.get() } {
            errand.panic.run(errand.task);
        }
        PLACE.state.store(DONE, Release);
    }
}

type Task<'a> = dyn Fn() + Sync + 'a;

/// What is to be done, and the panic of the helper that did it.
struct Errand<'a> {
    task: &'a Task<'a>,
    panic: Caught,
}

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

static PLACE: Place = Place { state: AtomicUsize::new(NONE), errand: UnsafeCell::new(None) };

/// Takes an errand back that nobody does, or waits until it is done.
struct Returning;

impl Drop for Returning {
    fn drop(&mut self) {
        let mut turns = 0;
        while PLACE.state.compare_exchange(OFFERED, DONE, Acquire, Acquire) == Err(TAKEN) {
            pause(&mut turns);
        }
        PLACE.state.store(NONE, Release);
    }
}
