//! A right operand that is packed once, for many products of a few rows each.
#![allow(unsafe_code)]

use super::micro::{self, Block, Left, Right};
use super::{Matrix, pack};
use crate::kernels::isa::Isa;

/// A right operand in the order in which tiles read it.
///
/// Its products are computed by the thread that asks for them. What is added up, and in which order, does not depend
/// on how many rows are multiplied at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a> {
    isa: Isa,
    matrix: Matrix<'a>,
    panels: &'a [f32],
}

impl<'a> Packed<'a> {
    /// The memory that an operand of this shape takes.
    pub(crate) fn len(isa: Isa, depth: usize, cols: usize) -> usize {
        pack::right_len(depth, cols, micro::shape(isa).lanes)
    }

    /// Packs `matrix` into `memory`, of which [`len`](Self::len) values are needed.
    pub(crate) fn new(isa: Isa, matrix: Matrix<'a>, memory: &'a mut [f32]) -> Self {
        let shape = micro::shape(isa);
        let panels = &mut memory[..Self::len(isa, matrix.rows(), matrix.cols())];
        pack::pack_right(matrix, shape.cols, shape.lanes, panels);
        Self { isa, matrix, panels }
    }

    /// `out = left · self + beta * out + bias`, where `out` is dense and row-major; `beta` 0 ignores what it holds.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or neither the rows nor the columns of `left` are dense.
    pub(crate) fn multiply(&self, left: Matrix<'_>, beta: f32, bias: Option<&[f32]>, out: &mut [f32]) {
        assert_eq!(out.len(), left.rows() * self.matrix.cols());
        self.multiply_into(left, beta, bias, out, self.matrix.cols());
    }

    /// [`multiply`](Self::multiply), where a row of `out` begins `stride` values after the one before it.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit, or neither the rows nor the columns of `left` are dense.
    pub(crate) fn multiply_into(
        &self,
        left: Matrix<'_>,
        beta: f32,
        bias: Option<&[f32]>,
        out: &mut [f32],
        stride: usize,
    ) {
        let (rows, depth, cols) = (left.rows(), self.matrix.rows(), self.matrix.cols());
        assert!(left.cols() == depth && cols <= stride && left.is_column_or_row_major());
        if rows == 0 {
            return;
        }
        assert!(out.len() >= (rows - 1) * stride + cols);
        assert!(bias.is_none_or(|bias| bias.len() == cols));
        let right = Right { in_place: self.matrix, packed_from: 0, packed: self.panels };
        let block = Block {
            rows,
            cols,
            depth,
            left: Left::InPlace(left),
            right,
            out: out.as_mut_ptr(),
            out_stride: stride,
            beta,
            bias,
            is_short_row: false,
        };
        // SAFETY: an `Isa` is one that the machine has; the operands have the sizes just asserted and `out`, which is
        // borrowed, room for the product.
        unsafe { micro::run(self.isa, &block) };
    }
}
