//! What the protocols here share between threads: the standard library's, or `loom`'s, which tries the interleavings.

#[cfg(not(all(loom, test)))]
pub(super) use std::sync::atomic::{AtomicBool, AtomicUsize};

#[cfg(all(loom, test))]
pub(super) use loom::{
    cell::UnsafeCell,
    sync::atomic::{AtomicBool, AtomicUsize},
};

#[cfg(not(all(loom, test)))]
pub(super) use self::cell::UnsafeCell;

/// Stands between two accesses that are `SeqCst`, of which loom takes each for `AcqRel`: its fences alone are
/// sequentially consistent.
#[inline(always)]
pub(super) fn sequentially_consistent() {
    #[cfg(all(loom, test))]
    loom::sync::atomic::fence(std::sync::atomic::Ordering::SeqCst);
}

/// A static; loom's is made anew for each interleaving.
macro_rules! shared {
    (static $name:ident: $type:ty = $value:expr;) => {
        #[cfg(all(loom, test))]
        loom::lazy_static! { static ref $name: $type = $value; }
        #[cfg(not(all(loom, test)))]
        static $name: $type = $value;
    };
}
pub(super) use shared;

#[cfg(not(all(loom, test)))]
mod cell {
    /// With the interface of loom's cell, which sees when an access begins and ends.
    pub struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        pub const fn new(value: T) -> Self {
            Self(std::cell::UnsafeCell::new(value))
        }

        #[inline(always)]
        pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
            read(self.0.get())
        }

        #[inline(always)]
        pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
            write(self.0.get())
        }
    }
}
