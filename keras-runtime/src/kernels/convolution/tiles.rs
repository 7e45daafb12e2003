//! The innermost loops: tiles whose left operand is found by pointers instead of being copied first.
#![allow(unsafe_code)]

use crate::kernels::matmul::micro::{Vector, Work};

/// Calls a tile of some rows and vectors; those larger than a full tile of `V` are never compiled.
macro_rules! sized {
    ($self:ident.$tile:ident::<V>, $rows:expr, $vectors:expr, $place:expr) => {
        sized!(@ $self, $tile, $rows, $vectors, $place, 1 2 3 4 5 6 7 8 9 10 11 12 13 14)
    };
    (@ $self:ident, $tile:ident, $rows:expr, $vectors:expr, $place:expr, $($number:literal)*) => {
        match ($rows, $vectors) {
            $(
                ($number, 1) if const { $number <= V::TILE_ROWS } => $self.$tile::<V, $number, 1>($place),
                ($number, 2) if const { $number <= V::TILE_ROWS && 2 <= V::TILE_VECTORS } => {
                    $self.$tile::<V, $number, 2>($place)
                }
                ($number, 3) if const { $number <= V::TILE_ROWS && 3 <= V::TILE_VECTORS } => {
                    $self.$tile::<V, $number, 3>($place)
                }
            )*
            (rows, vectors) => unreachable!("no tile of {rows} rows and {vectors} vectors"),
        }
    };
}

/// Rows that lie in pieces: row `i` of the left operand is `segments` lines of `len` values, one after the other.
/// `out row i = row i · right + beta * out row i + bias`.
///
/// # Safety
///
/// Line `s` of row `i` begins at `lines[s * outs.len() + i]` and can be read for `len` values. `right` has panels as
/// wide as a tile, the last a whole number of vectors, `segments * len` steps deep. Each of `outs` can be read and
/// written for `cols` values, by this thread alone.
pub(super) struct Rows<'a> {
    pub lines: &'a [*const f32],
    pub segments: usize,
    pub len: usize,
    pub right: &'a [f32],
    pub cols: usize,
    pub outs: &'a [*mut f32],
    /// 0 ignores what is there.
    pub beta: f32,
    /// One value a column.
    pub bias: Option<&'a [f32]>,
}

/// Where a tile begins.
struct Place {
    row: usize,
    col: usize,
}

impl Work for &Rows<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        for col in (0..self.cols).step_by(V::TILE_VECTORS * V::LANES) {
            let vectors = (self.cols - col).div_ceil(V::LANES).min(V::TILE_VECTORS);
            for row in (0..self.outs.len()).step_by(V::TILE_ROWS) {
                let rows = V::TILE_ROWS.min(self.outs.len() - row);
                let place = &Place { row, col };
                // SAFETY: promised by the caller; the tile lies inside.
                unsafe { sized!(self.tile::<V>, rows, vectors, place) };
            }
        }
    }
}

impl Rows<'_> {
    /// # Safety
    ///
    /// The instructions of `V` are enabled, and from `place` on there are at least `ROWS` rows and more than
    /// `VECTORS - 1` whole vectors of columns.
    #[inline(always)]
    unsafe fn tile<V: Vector, const ROWS: usize, const VECTORS: usize>(&self, place: &Place) {
        // SAFETY: promised by the caller.
        unsafe {
            let mut sums = [[V::splat(0.0); VECTORS]; ROWS];
            let mut right = self.right.as_ptr().wrapping_add(place.col * self.segments * self.len);
            let mut lines = self.lines.as_ptr().wrapping_add(place.row);
            for _ in 0..self.segments {
                let mut rows = [std::ptr::null(); ROWS];
                for (i, row) in rows.iter_mut().enumerate() {
                    *row = *lines.add(i);
                }
                for k in 0..self.len {
                    let mut columns = [V::splat(0.0); VECTORS];
                    for (v, column) in columns.iter_mut().enumerate() {
                        *column = V::load(right.add(v * V::LANES));
                    }
                    for (sums, row) in sums.iter_mut().zip(&rows) {
                        let value = V::splat(*row.add(k));
                        for (sum, &column) in sums.iter_mut().zip(&columns) {
                            *sum = value.times_plus(column, *sum);
                        }
                    }
                    right = right.wrapping_add(VECTORS * V::LANES);
                }
                lines = lines.wrapping_add(self.outs.len());
            }
            // A copy, so that those above are in registers alone and not also in memory.
            let sums = sums;
            for (v, col) in (place.col..self.cols).step_by(V::LANES).take(VECTORS).enumerate() {
                let count = self.cols - col;
                let bias = self.bias.map(|bias| V::load_first(bias.as_ptr().add(col), count));
                for (i, sums) in sums.iter().enumerate() {
                    let to = self.outs.get_unchecked(place.row + i).add(col);
                    let mut sum = sums[v];
                    if self.beta != 0.0 {
                        sum = V::splat(self.beta).times_plus(V::load_first(to, count), sum);
                    }
                    if let Some(bias) = bias {
                        sum = sum.plus(bias);
                    }
                    sum.store_first(to, count);
                }
            }
        }
    }
}

/// A sum of outer products: `out = sum over p of line p (as a column) · row p of right + beta * out`.
///
/// # Safety
///
/// Each of `lines` can be read for `len` values. `right` has panels as wide as a tile, the last a whole number of
/// vectors, `lines.len()` steps deep. `out` can be read and written at `i * out_stride + j` for every `i` below `len`
/// and `j` below `cols`, by this thread alone.
pub(super) struct Outer<'a> {
    pub lines: &'a [*const f32],
    pub len: usize,
    pub right: &'a [f32],
    pub cols: usize,
    pub out: *mut f32,
    pub out_stride: usize,
    /// 0 ignores what is there.
    pub beta: f32,
}

impl Work for &Outer<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        for col in (0..self.cols).step_by(V::TILE_VECTORS * V::LANES) {
            let vectors = (self.cols - col).div_ceil(V::LANES).min(V::TILE_VECTORS);
            for row in (0..self.len).step_by(V::TILE_ROWS) {
                let rows = V::TILE_ROWS.min(self.len - row);
                let place = &Place { row, col };
                // SAFETY: promised by the caller; the tile lies inside.
                unsafe { sized!(self.tile::<V>, rows, vectors, place) };
            }
        }
    }
}

impl Outer<'_> {
    /// # Safety
    ///
    /// The instructions of `V` are enabled, and from `place` on there are at least `ROWS` rows and more than
    /// `VECTORS - 1` whole vectors of columns.
    #[inline(always)]
    unsafe fn tile<V: Vector, const ROWS: usize, const VECTORS: usize>(&self, place: &Place) {
        // SAFETY: promised by the caller.
        unsafe {
            let mut sums = [[V::splat(0.0); VECTORS]; ROWS];
            let mut right = self.right.as_ptr().wrapping_add(place.col * self.lines.len());
            for line in self.lines {
                let left = line.add(place.row);
                let mut columns = [V::splat(0.0); VECTORS];
                for (v, column) in columns.iter_mut().enumerate() {
                    *column = V::load(right.add(v * V::LANES));
                }
                for (i, sums) in sums.iter_mut().enumerate() {
                    let value = V::splat(*left.add(i));
                    for (sum, &column) in sums.iter_mut().zip(&columns) {
                        *sum = value.times_plus(column, *sum);
                    }
                }
                right = right.wrapping_add(VECTORS * V::LANES);
            }
            for (v, col) in (place.col..self.cols).step_by(V::LANES).take(VECTORS).enumerate() {
                let count = self.cols - col;
                for (i, sums) in sums.iter().enumerate() {
                    let to = self.out.add((place.row + i) * self.out_stride + col);
                    let mut sum = sums[v];
                    if self.beta != 0.0 {
                        sum = V::splat(self.beta).times_plus(V::load_first(to, count), sum);
                    }
                    sum.store_first(to, count);
                }
            }
        }
    }
}
