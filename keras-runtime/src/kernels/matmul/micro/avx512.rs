//! AVX-512: 32 registers of 16 values.

use std::arch::x86_64::*;

use super::{Vector, Work};

/// 16 values; a tile keeps 28 sums, 2 columns and a factor in registers.
#[derive(Clone, Copy)]
pub(super) struct Lanes(__m512);

impl Vector for Lanes {
    const LANES: usize = 16;
    const TILE_ROWS: usize = 14;
    const TILE_VECTORS: usize = 2;
    // A step in depth takes as long as two lines from the second cache.
    const ROWS_TO_PACK: usize = 20 * Self::TILE_ROWS;

    #[inline(always)]
    unsafe fn prefetch(place: *const f32) {
        // SAFETY: a prefetch of any address is harmless.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place.cast()) }
    }

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm512_set1_ps(value) })
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm512_loadu_ps(from) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: promised by the caller.
        unsafe { _mm512_storeu_ps(to, self.0) }
    }

    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Self {
        // SAFETY: promised by the caller; what is masked out is not touched.
        Self(unsafe { _mm512_maskz_loadu_ps(first(count), from) })
    }

    #[inline(always)]
    unsafe fn store_first(self, to: *mut f32, count: usize) {
        // SAFETY: as above.
        unsafe { _mm512_mask_storeu_ps(to, first(count), self.0) }
    }

    #[inline(always)]
    unsafe fn plus(self, other: Self) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm512_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn times_plus(self, factor: Self, addend: Self) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm512_fmadd_ps(self.0, factor.0, addend.0) })
    }
}

/// A mask of the first `count` lanes.
#[inline(always)]
fn first(count: usize) -> __mmask16 {
    if count >= 16 { !0 } else { (1 << count) - 1 }
}

/// # Safety
///
/// The machine has AVX-512F, and the caller keeps what `work` asks for.
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn run<W: Work>(work: W) {
    // SAFETY: promised by the caller.
    unsafe { work.run::<Lanes>() }
}
