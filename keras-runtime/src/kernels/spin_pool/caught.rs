//! A panic carried from the thread where it happened to the one that waits for its work.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};

/// The first panic among threads that work for another, if there was one.
#[derive(Default)]
pub(super) struct Caught(Mutex<Option<Box<dyn Any + Send>>>);

impl Caught {
    /// Does `work`. `false` if it panicked.
    pub fn run(&self, work: impl FnOnce()) -> bool {
        // Nobody sees what is left half done: whoever waits for it panics, too.
        let Err(payload) = catch_unwind(AssertUnwindSafe(work)) else { return true };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(payload);
        false
    }

    /// Goes on with the panic, if there was one.
    pub fn raise(self) {
        if let Some(payload) = self.0.into_inner().unwrap_or_else(PoisonError::into_inner) {
            resume_unwind(payload);
        }
    }
}
