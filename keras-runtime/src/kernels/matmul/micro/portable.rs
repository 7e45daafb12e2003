//! Plain Rust, in groups of 4 values that a compiler puts in one register of any machine.

use super::{Vector, Work};

/// 4 values; a tile keeps 8 sums, 2 columns and a factor, which fits 16 registers.
#[derive(Clone, Copy)]
pub(super) struct Lanes([f32; 4]);

impl Vector for Lanes {
    const LANES: usize = 4;
    const TILE_ROWS: usize = 4;
    const TILE_VECTORS: usize = 2;

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller promises 4 values there.
        Self(unsafe { from.cast::<[f32; 4]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller promises room for 4 values there.
        unsafe { to.cast::<[f32; 4]>().write_unaligned(self.0) }
    }

    #[inline(always)]
    unsafe fn plus(self, other: Self) -> Self {
        let mut sum = self;
        for (sum, other) in sum.0.iter_mut().zip(other.0) {
            *sum += other;
        }
        sum
    }

    // A product and a sum: `f32::mul_add` is a slow function call where there is no instruction for it.
    #[inline(always)]
    unsafe fn times_plus(self, factor: Self, addend: Self) -> Self {
        let mut sum = addend;
        for ((sum, value), factor) in sum.0.iter_mut().zip(self.0).zip(factor.0) {
            *sum += value * factor;
        }
        sum
    }
}

/// # Safety
///
/// The caller keeps what `work` asks for.
pub(super) unsafe fn run<W: Work>(work: W) {
    // SAFETY: promised by the caller.
    unsafe { work.run::<Lanes>() }
}
