//! Plain Rust, in groups of values that a compiler puts in registers.

use super::{Vector, Work};

/// Groups of `N` values, and tiles of `ROWS` × `VECTORS` of them.
#[derive(Clone, Copy)]
pub(super) struct Group<const N: usize, const ROWS: usize, const VECTORS: usize>([f32; N]);

/// 4 values, which every machine has a register for; a tile keeps 8 sums, 2 columns and a factor, which fits 16.
pub(super) type Lanes = Group<4, 4, 2>;

impl<const N: usize, const ROWS: usize, const VECTORS: usize> Vector for Group<N, ROWS, VECTORS> {
    const LANES: usize = N;
    const TILE_ROWS: usize = ROWS;
    const TILE_VECTORS: usize = VECTORS;

    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        Self([value; N])
    }

    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller promises `N` values there.
        Self(unsafe { from.cast::<[f32; N]>().read_unaligned() })
    }

    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the caller promises room for `N` values there.
        unsafe { to.cast::<[f32; N]>().write_unaligned(self.0) }
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
