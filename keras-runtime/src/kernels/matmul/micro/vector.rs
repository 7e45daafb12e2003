//! What the innermost loops ask of an instruction set.

/// A register of `f32`s.
///
/// # Safety
///
/// Every function may be called only where the instructions of the type are enabled, and inlines there.
pub(in crate::kernels) trait Vector: Copy {
    /// How many values a register holds; at most [`MOST_LANES`].
    const LANES: usize;
    /// Rows of a full tile; at most [`MOST_ROWS`](super::tiles::MOST_ROWS).
    const TILE_ROWS: usize;
    /// Registers in a row of a full tile; at most [`MOST_VECTORS`](super::tiles::MOST_VECTORS).
    const TILE_VECTORS: usize;
    /// The rows from which on it pays to pack a right operand: below, it is read where it lies. Measured.
    const ROWS_TO_PACK: usize = 4 * Self::TILE_ROWS;

    /// Fetches what is at `place`, which need not be memory, into the first cache.
    #[inline(always)]
    unsafe fn prefetch(_place: *const f32) {}

    /// `value` in every lane.
    unsafe fn splat(value: f32) -> Self;

    /// Reads `LANES` values from `from`, however it is aligned.
    unsafe fn load(from: *const f32) -> Self;

    /// Writes `LANES` values to `to`, however it is aligned.
    unsafe fn store(self, to: *mut f32);

    /// `self + other`
    unsafe fn plus(self, other: Self) -> Self;

    /// `self * factor + addend`, rounded once where the instruction set can.
    unsafe fn times_plus(self, factor: Self, addend: Self) -> Self;

    /// Reads the first `count` values only, if `count` is less than `LANES`; the other lanes are 0.
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Self {
        // SAFETY: `from` can be read for `count` values, and `edge` holds a whole register.
        unsafe {
            if count >= Self::LANES {
                return Self::load(from);
            }
            let mut edge = [0.0; MOST_LANES];
            from.copy_to_nonoverlapping(edge.as_mut_ptr(), count);
            Self::load(edge.as_ptr())
        }
    }

    /// Writes the first `count` values only, if `count` is less than `LANES`.
    #[inline(always)]
    unsafe fn store_first(self, to: *mut f32, count: usize) {
        // SAFETY: `to` can be written for `count` values, and `edge` holds a whole register.
        unsafe {
            if count >= Self::LANES {
                return self.store(to);
            }
            let mut edge = [0.0; MOST_LANES];
            self.store(edge.as_mut_ptr());
            to.copy_from_nonoverlapping(edge.as_ptr(), count);
        }
    }

    /// The sum of the lanes.
    #[inline(always)]
    unsafe fn sum(self) -> f32 {
        let mut lanes = [0.0; MOST_LANES];
        // SAFETY: `lanes` holds a whole register.
        unsafe { self.store(lanes.as_mut_ptr()) };
        let mut half = MOST_LANES / 2;
        while half > 0 {
            for i in 0..half {
                lanes[i] += lanes[i + half];
            }
            half /= 2;
        }
        lanes[0]
    }
}

/// The lanes of the widest register.
pub(super) const MOST_LANES: usize = 16;
