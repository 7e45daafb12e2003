//! Flushing of denormal numbers: those nearest to 0 count as 0 while the library computes.
//!
//! Most machines compute with them up to a hundred times slower than with others, and what has faded away in training
//! (the averages of an optimizer whose gradients have ended, activations of a layer that has died) stays among them for
//! thousands of steps. So each thread flushes them while it does the library's work, and what a thread of the user does
//! otherwise is as it was.
#![allow(unsafe_code)]

use std::marker::PhantomData;

/// Has this thread take denormal numbers for 0, as operands and as results, until it is dropped. Where machines have no
/// such mode nothing changes.
#[must_use]
pub(crate) struct Flushed {
    /// What the control register held, if it has been changed.
    before: Option<mode::Register>,
    /// The register belongs to the thread.
    thread: PhantomData<*const ()>,
}

impl Flushed {
    /// Almost nothing is done if the thread is in this mode already.
    #[inline]
    pub fn begin() -> Self {
        let found = mode::read();
        let before = (found & mode::FLUSHES != mode::FLUSHES).then_some(found);
        if let Some(found) = before {
            mode::write(found | mode::FLUSHES);
        }
        Self { before, thread: PhantomData }
    }
}

impl Drop for Flushed {
    #[inline]
    fn drop(&mut self) {
        if let Some(before) = self.before {
            mode::write(before);
        }
    }
}

/// Whether this thread takes denormal numbers for 0.
#[cfg(test)]
pub(crate) fn are_flushed() -> bool {
    std::hint::black_box(1e-40_f32) * std::hint::black_box(1.0) == 0.0
}

/// The control and status register of SSE and AVX.
#[cfg(all(target_arch = "x86_64", not(miri)))]
mod mode {
    use std::arch::asm;

    pub type Register = u32;

    /// Results are flushed to zero (FTZ), denormal operands are zeros (DAZ); every x86-64 machine has both.
    pub const FLUSHES: Register = 1 << 15 | 1 << 6;

    #[inline]
    pub fn read() -> Register {
        let mut register = 0;
        // SAFETY: writes the register to four bytes that are this function's.
        unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut register, options(nostack, preserves_flags)) };
        register
    }

    #[inline]
    pub fn write(register: Register) {
        // SAFETY: reads four bytes. The register is set to what it held, but for the two bits: rounding and exceptions
        // stay as compilers take them to be. These assume that denormal numbers are kept, too, which can show in nothing
        // but whether a number below `f32::MIN_POSITIVE` that they fold or move past here is itself or 0.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const register, options(nostack)) };
    }
}

/// The floating-point control register.
#[cfg(all(target_arch = "aarch64", not(miri)))]
mod mode {
    use std::arch::asm;

    pub type Register = u64;

    /// Denormal operands and results are zeros (FZ).
    pub const FLUSHES: Register = 1 << 24;

    #[inline]
    pub fn read() -> Register {
        let register;
        // SAFETY: reads a register that programs may read.
        unsafe { asm!("mrs {}, fpcr", out(reg) register, options(nomem, nostack, preserves_flags)) };
        register
    }

    #[inline]
    pub fn write(register: Register) {
        // SAFETY: the register is set to what it held, but for the one bit: rounding and exceptions stay as compilers
        // take them to be. These assume that denormal numbers are kept, too, which can show in nothing but whether a
        // number below `f32::MIN_POSITIVE` that they fold or move past here is itself or 0.
        unsafe { asm!("msr fpcr, {}", in(reg) register, options(nostack)) };
    }
}

/// No such mode.
#[cfg(any(miri, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod mode {
    pub type Register = u32;

    pub const FLUSHES: Register = 0;

    #[inline]
    pub fn read() -> Register {
        0
    }

    #[inline]
    pub fn write(_: Register) {}
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn the_mode_ends_where_it_began_however_guards_nest_and_even_in_a_panic() {
        assert!(!are_flushed());
        {
            let _outer = Flushed::begin();
            drop(Flushed::begin());
            assert_eq!(are_flushed(), mode::FLUSHES != 0);
        }
        assert!(!are_flushed());
        let panics = || {
            let _flushed = Flushed::begin();
            panic!("on purpose");
        };
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        assert!(!are_flushed());
    }
}
