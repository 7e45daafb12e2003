//! A part of a product cut into blocks that fit the caches.
#![allow(unsafe_code)]

use std::ops::Range;

use super::Pointwise;
use super::micro::{self, Block, Left, Right, Shape};
use super::pack::{self, LeftOperand};
use super::product::{Out, Product};
use crate::kernels::isa::Isa;
use crate::kernels::parallel::{self, piece};
use crate::kernels::scratch;

/// The depth of a block: a panel of either operand of this depth comes from the second cache faster than it is multiplied,
/// and the deeper the block, the less often sums are written.
const DEPTH: usize = 512;
/// The rows of a block: so many of the left operand, of a block's depth, stay in the second cache.
const ROWS: usize = 96;
/// The columns of a block: so many of the right operand, of a block's depth, stay in the last cache.
const COLS: usize = 2048;

/// A block of a smaller depth has the right operand packed, however few rows there are: the lines of its sums would drive out
/// those that it is read from in place.
const SHALLOW: usize = 64;
/// The left operand is read in place if there are fewer columns of tiles than this to use it.
const WORTH_PACKING_LEFT: usize = 16;

/// A row of fewer columns is short: it has too few sums to keep the multipliers busy.
const SHORT_ROW: usize = 64;

/// How a thread computes its part of a product.
pub(super) struct Blocks<'a, L> {
    pub product: &'a Product<'a, L>,
    pub isa: Isa,
    pub shape: Shape,
    pub out: Out,
}

impl<L: LeftOperand> Blocks<'_, L> {
    /// Computes the part of the result in `rows` and `cols`.
    pub fn compute(&self, rows: &Range<usize>, cols: &Range<usize>) {
        let depth = 0..self.product.left.depth();
        let (across, inward) = (cols.len().div_ceil(COLS), depth.len().div_ceil(DEPTH).max(1));
        for index in 0..across {
            let cols = piece(cols, self.shape.cols, index, across);
            for index in 0..inward {
                self.add(rows, &cols, &piece(&depth, 1, index, inward));
            }
        }
    }

    /// Adds what the steps of `depth` contribute.
    fn add(&self, rows: &Range<usize>, cols: &Range<usize>, depth: &Range<usize>) {
        let Shape { rows: tile_rows, cols: tile_cols, lanes, rows_to_pack } = self.shape;
        let right = self.product.right.part(depth.clone(), cols.clone());
        let packed_from = match right.col_stride() {
            1 if rows.len() >= rows_to_pack || depth.len() < SHALLOW && rows.len() >= 4 * tile_rows => 0,
            1 if cols.len().is_multiple_of(lanes) => cols.len(),
            1 => cols.len() / tile_cols * tile_cols,
            _ => 0,
        };
        let is_narrow = cols.len() < WORTH_PACKING_LEFT * tile_cols;
        let left = self.product.left.in_place().filter(|left| is_narrow && left.is_column_or_row_major());
        let down = rows.len().div_ceil(ROWS);
        let highest = rows.len().div_ceil(tile_rows).div_ceil(down) * tile_rows;
        let left_len = if left.is_some() { 0 } else { depth.len() * highest };
        let right_len = pack::right_len(depth.len(), cols.len() - packed_from, lanes);
        scratch::with(right_len + left_len, |memory| {
            let (packed, left_memory) = memory.split_at_mut(right_len);
            pack::pack_right(right.part(0..depth.len(), packed_from..cols.len()), tile_cols, lanes, packed);
            let right = Right { in_place: right, packed_from, packed };
            for index in 0..down {
                let rows = piece(rows, tile_rows, index, down);
                let left = if let Some(left) = left {
                    Left::InPlace(left.part(rows.clone(), depth.clone()))
                } else {
                    let panels = &mut left_memory[..rows.len() * depth.len()];
                    self.product.left.pack(rows.clone(), depth.clone(), tile_rows, panels);
                    Left::Packed(panels)
                };
                self.block(left, right, &rows, cols, depth);
            }
        });
    }

    /// Computes one block. The first in depth brings in `beta` and the bias, the last applies the function.
    fn block(
        &self,
        left: Left<'_>,
        right: Right<'_>,
        rows: &Range<usize>,
        cols: &Range<usize>,
        depth: &Range<usize>,
    ) {
        let Product { beta, epilogue, left: whole, .. } = self.product;
        let (first, last) = (depth.start == 0, depth.end == whole.depth());
        let block = Block {
            rows: rows.len(),
            cols: cols.len(),
            depth: depth.len(),
            left,
            right,
            out: self.out.at(rows.start, cols.start),
            out_stride: self.out.cols,
            beta: if first { *beta } else { 1.0 },
            bias: epilogue.bias.filter(|_| first).map(|bias| &bias[cols.clone()]),
            is_short_row: whole.rows() == 1
                && self.out.cols < SHORT_ROW
                && parallel::is_for_one(self.out.cols * whole.depth()),
        };
        // SAFETY: an `Isa` is one that the machine has, and this part of the result is this thread's.
        unsafe { micro::run(self.isa, &block) };
        if last && epilogue.function != Pointwise::Linear {
            // Whole rows follow each other.
            let is_whole = cols.len() == self.out.cols;
            let (count, len) = if is_whole { (1, rows.len() * cols.len()) } else { (rows.len(), cols.len()) };
            for row in (rows.start..).take(count) {
                // SAFETY: as above.
                epilogue.function.apply(unsafe { self.out.row(row, &(cols.start..cols.start + len)) });
            }
        }
    }
}
