//! The innermost loops: tiles whose left operand is found by pointers instead of being copied first.
#![allow(unsafe_code)]

use crate::kernels::matmul::micro::{Ahead, Finish, Sums, Vector, Work, places};

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
            let mut to = *self.outs.as_ptr().add(place.row).cast::<[*mut f32; ROWS]>();
            for row in &mut to {
                *row = row.wrapping_add(place.col);
            }
            let mut sums = Sums::<V, ROWS, VECTORS>::begin(&to);
            let mut right = self.right.as_ptr().wrapping_add(place.col * self.segments * self.len);
            let mut lines = self.lines.as_ptr().wrapping_add(place.row);
            for _ in 0..self.segments {
                // The lines of the next tile lie anywhere: nothing is fetched ahead but what is read now.
                sums.add_rows(*lines.cast(), self.len, right, VECTORS * V::LANES, Ahead::of(*lines, 0));
                right = right.wrapping_add(self.len * VECTORS * V::LANES);
                lines = lines.wrapping_add(self.outs.len());
            }
            let (col, cols) = (place.col, self.cols - place.col);
            sums.write(Finish { beta: self.beta, bias: self.bias, col, cols }, &to);
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
            let to = places(self.out.wrapping_add(place.row * self.out_stride + place.col), self.out_stride);
            let mut sums = Sums::<V, ROWS, VECTORS>::begin(&to);
            let right = self.right.as_ptr().wrapping_add(place.col * self.lines.len());
            sums.add_lines(self.lines, place.row, right, VECTORS * V::LANES);
            let (col, cols) = (place.col, self.cols - place.col);
            sums.write(Finish { beta: self.beta, bias: None, col, cols }, &to);
        }
    }
}
