//! A block of a product, tile by tile.

use super::{Ahead, Finish, Sums, Vector, Work, places};
use crate::kernels::matmul::Matrix;

/// The rows of the tallest tile.
pub(super) const MOST_ROWS: usize = 14;
/// The registers in a row of the widest tile.
pub(super) const MOST_VECTORS: usize = 3;
/// The registers in a row of a tile of one row, which needs many sums at once to keep the multipliers busy.
const ROW_VECTORS: usize = 8;

/// The left operand of a block.
#[derive(Clone, Copy)]
pub(in crate::kernels) enum Left<'a> {
    /// As it lies in memory, row-major or column-major.
    InPlace(Matrix<'a>),
    /// In panels as high as a tile: for each step in depth, the values of its rows together. The last panel may
    /// be lower.
    Packed(&'a [f32]),
}

/// The right operand of a block: the columns before `packed_from` are read from `in_place`, which is row-major.
/// The others are in panels as wide as a tile: for each step in depth, the values of its columns together. The last
/// panel may be narrower, but is a whole number of vectors wide.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Right<'a> {
    pub in_place: Matrix<'a>,
    /// A multiple of a tile's columns, or all the columns.
    pub packed_from: usize,
    pub packed: &'a [f32],
}

/// A block of a product: `out = left · right + beta * out + bias`.
///
/// # Safety
///
/// The operands have `rows` × `depth` and `depth` × `cols` values; columns before `packed_from` fill whole vectors;
/// `out` can be read and written at `i * out_stride + j` for every `i` below `rows` and `j` below `cols`, by this
/// thread alone.
pub(in crate::kernels) struct Block<'a> {
    pub rows: usize,
    pub cols: usize,
    pub depth: usize,
    pub left: Left<'a>,
    pub right: Right<'a>,
    pub out: *mut f32,
    pub out_stride: usize,
    /// 0 ignores what `out` holds.
    pub beta: f32,
    /// One value a column.
    pub bias: Option<&'a [f32]>,
    /// Whether the whole product is a short row, which one thread computes: then it is added up in several sums at once,
    /// in another order than the rows of a larger product.
    pub is_short_row: bool,
}

/// Where a tile finds its operands and its place in the block.
struct Place {
    /// The value of row `i` at depth `k` is at `i * left_row + k * left_step`.
    left: *const f32,
    left_row: usize,
    left_step: usize,
    /// The columns at depth `k` begin at `k * right_step`.
    right: *const f32,
    right_step: usize,
    row: usize,
    col: usize,
}

/// The promises of [`Block`] are asked for.
impl Work for &Block<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        // SAFETY: promised by the caller.
        unsafe { block::<V>(self) }
    }
}

/// Computes `block`.
///
/// # Safety
///
/// The instructions of `V` are enabled, and the block keeps its promises.
#[inline(always)]
unsafe fn block<V: Vector>(block: &Block<'_>) {
    debug_assert!(!matches!(block.left, Left::InPlace(left) if !left.is_column_or_row_major()));
    const { assert!(V::TILE_ROWS <= MOST_ROWS && V::TILE_VECTORS <= MOST_VECTORS) };
    let tile_cols = V::TILE_VECTORS * V::LANES;
    // Tiles of nearly one height: a low one at the end would read the right operand for a few rows only.
    let height = match block.left {
        Left::InPlace(_) => block.rows.div_ceil(block.rows.div_ceil(V::TILE_ROWS).max(1)).max(1),
        Left::Packed(_) => V::TILE_ROWS,
    };
    let mut col = 0;
    while col < block.cols {
        let in_place = block.right.packed_from - col.min(block.right.packed_from);
        let cols = match in_place {
            0 => tile_cols.min(block.cols - col),
            _ if block.is_short_row => in_place.min(4 * V::LANES),
            _ if block.rows == 1 && in_place >= ROW_VECTORS * V::LANES => ROW_VECTORS * V::LANES,
            _ => tile_cols.min(in_place),
        };
        let vectors = cols.div_ceil(V::LANES);
        for row in (0..block.rows).step_by(height) {
            let rows = height.min(block.rows - row);
            let (left, left_row, left_step) = match block.left {
                Left::InPlace(left) => (
                    left.as_ptr().wrapping_add(row * left.row_stride()),
                    left.row_stride(),
                    left.col_stride(),
                ),
                Left::Packed(panels) => (panels.as_ptr().wrapping_add(row * block.depth), 1, rows),
            };
            let (right, right_step) = if in_place > 0 {
                (block.right.in_place.as_ptr().wrapping_add(col), block.right.in_place.row_stride())
            } else {
                let start = (col - block.right.packed_from) * block.depth;
                (block.right.packed.as_ptr().wrapping_add(start), vectors * V::LANES)
            };
            let place = Place { left, left_row, left_step, right, right_step, row, col };
            // SAFETY: promised by the caller; the places follow from the layouts of `Left` and `Right`.
            unsafe {
                match vectors {
                    1 if block.is_short_row => row_tile::<V, 1, 4>(block, &place),
                    2 if block.is_short_row => row_tile::<V, 2, 4>(block, &place),
                    3 if block.is_short_row => row_tile::<V, 3, 2>(block, &place),
                    4 if block.is_short_row => row_tile::<V, 4, 2>(block, &place),
                    _ => sized_tile::<V>(block, &place, rows, vectors),
                }
            };
        }
        col += cols;
    }
}

/// Calls the tile of `rows` × `vectors`; those larger than a full tile of `V` are never compiled.
///
/// # Safety
///
/// As for [`tile`].
#[inline(always)]
unsafe fn sized_tile<V: Vector>(block: &Block<'_>, place: &Place, rows: usize, vectors: usize) {
    macro_rules! choose {
        ($($rows:literal)*) => {
            match (rows, vectors) {
                $(
                    ($rows, 1) if const { $rows <= V::TILE_ROWS } => tile::<V, $rows, 1>(block, place),
                    ($rows, 2) if const { $rows <= V::TILE_ROWS && 2 <= V::TILE_VECTORS } => {
                        tile::<V, $rows, 2>(block, place)
                    }
                    ($rows, 3) if const { $rows <= V::TILE_ROWS && 3 <= V::TILE_VECTORS } => {
                        tile::<V, $rows, 3>(block, place)
                    }
                )*
                (1, ROW_VECTORS) => tile::<V, 1, ROW_VECTORS>(block, place),
                _ => unreachable!("no tile of {rows} rows and {vectors} vectors"),
            }
        };
    }
    // SAFETY: promised by the caller.
    unsafe { choose!(1 2 3 4 5 6 7 8 9 10 11 12 13 14) }
}

/// Computes one tile of a short row: in `SUMS` sums at once, which take turns in depth, as one would wait for itself.
///
/// # Safety
///
/// As for [`tile`].
#[inline(always)]
unsafe fn row_tile<V: Vector, const VECTORS: usize, const SUMS: usize>(block: &Block<'_>, place: &Place) {
    // SAFETY: promised by the caller.
    unsafe {
        let mut sums = [[V::splat(0.0); VECTORS]; SUMS];
        let add = |sums: &mut [V; VECTORS], k: usize| {
            let value = V::splat(*place.left.add(k * place.left_step));
            let columns = place.right.add(k * place.right_step);
            for (v, sum) in sums.iter_mut().enumerate() {
                *sum = value.times_plus(V::load(columns.add(v * V::LANES)), *sum);
            }
        };
        let whole = block.depth / SUMS * SUMS;
        for start in (0..whole).step_by(SUMS) {
            for (i, sums) in sums.iter_mut().enumerate() {
                add(sums, start + i);
            }
        }
        for k in whole..block.depth {
            add(&mut sums[0], k);
        }
        let total = sums.into_iter().reduce(|mut total, sums| {
            for (total, sum) in total.iter_mut().zip(sums) {
                *total = total.plus(sum);
            }
            total
        });
        let to = block.out.wrapping_add(place.row * block.out_stride + place.col);
        let (col, cols) = (place.col, block.cols - place.col);
        let sums = Sums([total.unwrap_or([V::splat(0.0); VECTORS])]);
        sums.write(Finish { beta: block.beta, bias: block.bias, col, cols }, &[to]);
    }
}

/// Computes one tile.
///
/// # Safety
///
/// As for [`block`]; `place` lies in the block, and from there on it has at least `ROWS` rows and more than
/// `VECTORS - 1` whole vectors of columns.
#[inline(always)]
unsafe fn tile<V: Vector, const ROWS: usize, const VECTORS: usize>(block: &Block<'_>, place: &Place) {
    let to = places(block.out.wrapping_add(place.row * block.out_stride + place.col), block.out_stride);
    // SAFETY: promised by the caller.
    unsafe {
        let mut sums = Sums::<V, ROWS, VECTORS>::begin(&to);
        let &Place { left, left_row, left_step, right, right_step, .. } = place;
        if left_step == 1 && ROWS > 1 {
            let mut rows = [left; ROWS];
            for (row, begin) in rows.iter_mut().zip(&places::<ROWS>(left.cast_mut(), left_row)) {
                // So that the compiler does not find out how they lie to each other: it would compute each from the one
                // before it, step for step.
                *row = std::ptr::read_volatile(&begin.cast_const());
            }
            let next = left.wrapping_add(ROWS * left_row);
            sums.add_rows(rows, block.depth, right, right_step, Ahead::of(next, left_row));
        } else {
            sums.add_panel(left, left_step, block.depth, right, right_step);
        }
        let (col, cols) = (place.col, block.cols - place.col);
        sums.write(Finish { beta: block.beta, bias: block.bias, col, cols }, &to);
    }
}
