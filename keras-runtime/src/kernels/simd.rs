//! Autovectorised loops, compiled once for each instruction set.
#![allow(unsafe_code)]

use super::isa::Isa;

/// How a multiplication and an addition are done.
pub(crate) trait Arithmetic {
    /// `a * b + c`
    fn times_plus(a: f32, b: f32, c: f32) -> f32;
}

/// One instruction, which rounds once.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) struct Fused;

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
impl Arithmetic for Fused {
    #[inline(always)]
    fn times_plus(a: f32, b: f32, c: f32) -> f32 {
        a.mul_add(b, c)
    }
}

/// Two instructions: without one that does both, `f32::mul_add` is a slow function call.
pub(crate) struct Separate;

impl Arithmetic for Separate {
    #[inline(always)]
    fn times_plus(a: f32, b: f32, c: f32) -> f32 {
        a * b + c
    }
}

/// A loop without branches over neighbours in memory. `run` and whatever it calls are `#[inline(always)]`, so that
/// they are compiled with the instructions of the caller.
pub(crate) trait Loop {
    /// What the loop gives back.
    type Output;

    /// Whether AVX-512, where there is any, makes it faster, as measured: so it does where most of the work is multiplications and
    /// additions, and not where it is divisions, square roots or waiting for memory.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "there is no AVX-512"))]
    const WIDE: bool = false;

    /// Runs the loop.
    fn run<A: Arithmetic>(self) -> Self::Output;
}

/// Runs `work` with the instructions of `isa`.
pub(crate) fn run_on<L: Loop>(isa: Isa, work: L) -> L::Output {
    match isa {
        // SAFETY: an `Isa` is one that the machine has.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 if L::WIDE => unsafe { avx512(work) },
        // SAFETY: as above, and AVX-512 includes AVX2 and FMA.
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 | Isa::Avx2 => unsafe { avx2(work) },
        #[cfg(target_arch = "aarch64")]
        Isa::Neon => work.run::<Fused>(),
        Isa::Portable => work.run::<Separate>(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2<L: Loop>(work: L) -> L::Output {
    work.run::<Fused>()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx2,fma")]
fn avx512<L: Loop>(work: L) -> L::Output {
    work.run::<Fused>()
}
