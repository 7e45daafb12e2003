//! Operands copied into the order in which tiles read them.

use std::ops::Range;

use super::Matrix;

/// The left operand of a product, as much of it as the driver asks for at a time. It need not lie in memory: a
/// convolution is a product whose left operand is made from an image as it is packed.
pub(crate) trait LeftOperand: Sync {
    /// The number of rows.
    fn rows(&self) -> usize;

    /// The number of columns.
    fn depth(&self) -> usize;

    /// The operand as it lies in memory, if it does.
    fn in_place(&self) -> Option<Matrix<'_>>;

    /// Writes the values at `rows` and `depth` in panels of `height` rows: for each step in depth, the values of the
    /// panel's rows together. The last panel is as high as there are rows left. `panels` has a place for each value.
    fn pack(&self, rows: Range<usize>, depth: Range<usize>, height: usize, panels: &mut [f32]);
}

impl LeftOperand for Matrix<'_> {
    fn rows(&self) -> usize {
        Matrix::rows(self)
    }

    fn depth(&self) -> usize {
        self.cols()
    }

    fn in_place(&self) -> Option<Matrix<'_>> {
        Some(*self)
    }

    fn pack(&self, rows: Range<usize>, depth: Range<usize>, height: usize, panels: &mut [f32]) {
        pack(self.part(rows, depth), height, 1, panels);
    }
}

/// The length of the panels of a right operand.
pub(super) fn right_len(depth: usize, cols: usize, lanes: usize) -> usize {
    depth * cols.next_multiple_of(lanes)
}

/// Writes `matrix` in panels of `width` columns: for each step in depth, the values of the panel's columns together.
/// The last panel is as wide as there are columns left, and zeros up to a multiple of `lanes`.
pub(super) fn pack_right(matrix: Matrix<'_>, width: usize, lanes: usize, panels: &mut [f32]) {
    pack(matrix.t(), width, lanes, panels);
}

fn pack(matrix: Matrix<'_>, height: usize, lanes: usize, panels: &mut [f32]) {
    let depth = matrix.cols();
    let mut panels = panels;
    for start in (0..matrix.rows()).step_by(height) {
        let rows = height.min(matrix.rows() - start);
        let padded = rows.next_multiple_of(lanes);
        let (panel, rest) = panels.split_at_mut(padded * depth);
        pack_panel(matrix.part(start..start + rows, 0..depth), padded, panel);
        panels = rest;
    }
}

/// Writes column after column, each filled up with zeros to `padded` values.
fn pack_panel(matrix: Matrix<'_>, padded: usize, panel: &mut [f32]) {
    let rows = matrix.rows();
    if matrix.row_stride() == 1 {
        for (k, group) in panel.chunks_exact_mut(padded).enumerate() {
            group[..rows].copy_from_slice(&matrix.t().row(k)[..rows]);
            group[rows..].fill(0.0);
        }
    } else {
        if rows < padded {
            panel.fill(0.0);
        }
        for i in 0..rows {
            let row = matrix.row(i).iter().step_by(matrix.col_stride().max(1));
            for (to, value) in panel[i..].iter_mut().step_by(padded).zip(row) {
                *to = *value;
            }
        }
    }
}
