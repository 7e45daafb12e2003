//! AVX2 and FMA: 16 registers of 8 values.

use std::arch::x86_64::*;

use super::{Vector, Work};

/// 8 values; a tile keeps 12 sums, 2 columns and a factor in registers.
#[derive(Clone, Copy)]
pub(super) struct Lanes(__m256);

impl Vector for Lanes {
    const LANES: usize = 8;
    const TILE_ROWS: usize = 6;
    const TILE_VECTORS: usize = 2;

    #[inline(always)]
    unsafe fn prefetch(place: *const f32) {
        // SAFETY: a prefetch of any address is harmless.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place.cast()) }
    }

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm256_set1_ps(value) })
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm256_loadu_ps(from) })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: promised by the caller.
        unsafe { _mm256_storeu_ps(to, self.0) }
    }

    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Self {
        // SAFETY: promised by the caller; what is masked out is not touched.
        Self(unsafe {
            if count >= 8 { _mm256_loadu_ps(from) } else { _mm256_maskload_ps(from, first(count)) }
        })
    }

    #[inline(always)]
    unsafe fn store_first(self, to: *mut f32, count: usize) {
        // SAFETY: as above.
        unsafe {
            if count >= 8 {
                _mm256_storeu_ps(to, self.0)
            } else {
                _mm256_maskstore_ps(to, first(count), self.0)
            }
        }
    }

    #[inline(always)]
    unsafe fn plus(self, other: Self) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm256_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    unsafe fn times_plus(self, factor: Self, addend: Self) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { _mm256_fmadd_ps(self.0, factor.0, addend.0) })
    }
}

/// A mask of the first `count` lanes.
///
/// # Safety
///
/// AVX2 is enabled, and `count` is at most 8.
#[inline(always)]
unsafe fn first(count: usize) -> __m256i {
    const LANES: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
    // SAFETY: 8 of the 16 are read.
    unsafe { _mm256_loadu_si256(LANES.as_ptr().add(8 - count).cast()) }
}

/// # Safety
///
/// The machine has AVX2 and FMA, and the caller keeps what `work` asks for.
#[target_feature(enable = "avx2,fma")]
pub(super) unsafe fn run<W: Work>(work: W) {
    // SAFETY: promised by the caller.
    unsafe { work.run::<Lanes>() }
}
