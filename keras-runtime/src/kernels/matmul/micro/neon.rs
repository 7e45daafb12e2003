//! NEON: 32 registers of 4 values.

use std::arch::aarch64::*;

use super::{Vector, Work};

/// 4 values; a tile keeps 24 sums, 3 columns and a factor in registers.
#[derive(Clone, Copy)]
pub(super) struct Lanes(float32x4_t);

impl Vector for Lanes {
    const LANES: usize = 4;
    const TILE_ROWS: usize = 8;
    const TILE_VECTORS: usize = 3;

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { vdupq_n_f32(value) })
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { vld1q_f32(from) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: promised by the caller.
        unsafe { vst1q_f32(to, self.0) }
    }

    #[inline(always)]
    unsafe fn plus(self, other: Self) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { vaddq_f32(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn times_plus(self, factor: Self, addend: Self) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { vfmaq_f32(addend.0, self.0, factor.0) })
    }
}

/// # Safety
///
/// The machine has NEON, and the caller keeps what `work` asks for.
#[target_feature(enable = "neon")]
pub(super) unsafe fn run<W: Work>(work: W) {
    // SAFETY: promised by the caller.
    unsafe { work.run::<Lanes>() }
}
