//! A product cut into parts for the threads.
#![allow(unsafe_code)]

use std::ops::Range;

use super::Matrix;
use super::blocks::Blocks;
use super::micro::{self, Dots, Shape};
use super::pack::LeftOperand;
use super::product::{Out, Product};
use crate::kernels::isa::Isa;
use crate::kernels::parallel::{self, piece};

/// A product of at most this many rows does not repay the packing of a right operand that lies column by column.
const DOTS_ROWS: usize = 6;

impl<L: LeftOperand> Product<'_, L> {
    /// Computes the product with the instructions of `isa`. Which thread computes what changes no result: what is
    /// added up, and in which order, follows from the shape of the whole product.
    pub(super) fn compute(&self, isa: Isa, out: &mut [f32]) {
        let (rows, cols, depth) = (self.left.rows(), self.right.cols(), self.left.depth());
        assert_eq!(depth, self.right.rows());
        assert_eq!(out.len(), rows * cols);
        assert!(self.epilogue.bias.is_none_or(|bias| bias.len() == cols));
        if out.is_empty() {
            return;
        }
        let shape = micro::shape(isa);
        let out = Out::new(out, cols);
        let dots = self.left.in_place().filter(|left| self.suits_dots(left));
        let (down, across) = grid(rows, cols, shape, parallel::threads_for(rows * cols * depth));
        parallel::for_each(down * across, |index| {
            let rows = piece(&(0..rows), shape.rows, index / across, down);
            let cols = piece(&(0..cols), shape.cols, index % across, across);
            match dots {
                Some(left) => self.dots(isa, left, rows, &cols, out),
                None => Blocks { product: self, isa, shape, out }.compute(&rows, &cols),
            }
        });
    }

    fn suits_dots(&self, left: &Matrix<'_>) -> bool {
        let by_columns = self.right.row_stride() == 1 && self.right.col_stride() != 1;
        by_columns && left.col_stride() == 1 && left.rows() <= DOTS_ROWS
    }

    /// Computes a part of the result without packing, one dot product after the other.
    fn dots(&self, isa: Isa, left: Matrix<'_>, rows: Range<usize>, cols: &Range<usize>, out: Out) {
        let columns = self.right.part(0..self.right.rows(), cols.clone());
        let bias = self.epilogue.bias.map(|bias| &bias[cols.clone()]);
        for row in rows {
            // SAFETY: this part of the result is this thread's.
            let out = unsafe { out.row(row, cols) };
            let dots = Dots { row: left.row(row), columns, beta: self.beta, bias, out: &mut *out };
            // SAFETY: an `Isa` is one that the machine has.
            unsafe { micro::run(isa, dots) };
            self.epilogue.function.apply(out);
        }
    }
}

/// Into how many parts to cut a result, down and across: one a thread, with the shortest edges, since the operands
/// along the edges are packed once for each part.
pub(in crate::kernels) fn grid(rows: usize, cols: usize, shape: Shape, threads: usize) -> (usize, usize) {
    let (tiles_down, tiles_across) = (rows.div_ceil(shape.rows), cols.div_ceil(shape.cols));
    (1..=threads)
        .map(|down| (down.min(tiles_down), (threads / down).min(tiles_across)))
        .min_by_key(|&(down, across)| {
            let (rows, cols) =
                (tiles_down.div_ceil(down) * shape.rows, tiles_across.div_ceil(across) * shape.cols);
            (rows * cols, rows + cols)
        })
        .unwrap_or((1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { rows: 6, cols: 16, lanes: 8, rows_to_pack: 24 };

    #[test]
    fn each_thread_has_a_part_with_short_edges() {
        assert_eq!(grid(600, 600, SHAPE, 1), (1, 1));
        assert_eq!(grid(600, 600, SHAPE, 4), (2, 2));
        assert_eq!(grid(60_000, 32, SHAPE, 4), (4, 1));
        assert_eq!(grid(1, 4096, SHAPE, 4), (1, 4));
    }

    #[test]
    fn no_part_is_smaller_than_a_tile() {
        assert_eq!(grid(6, 16, SHAPE, 8), (1, 1));
        assert_eq!(grid(12, 32, SHAPE, 64), (2, 2));
    }
}
