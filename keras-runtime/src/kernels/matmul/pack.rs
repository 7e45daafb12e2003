//! Operands copied into the order in which tiles read them.

use std::ops::Range;

use super::Matrix;
use super::square::turned;
use crate::kernels::isa::Isa;
use crate::kernels::simd::{Arithmetic, Loop, run_on};

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
pub(in crate::kernels) fn right_len(depth: usize, cols: usize, lanes: usize) -> usize {
    depth * cols.next_multiple_of(lanes)
}

/// Writes `matrix` in panels of `width` columns: for each step in depth, the values of the panel's columns together.
/// The last panel is as wide as there are columns left, and filled up with anything to a multiple of `lanes`.
pub(in crate::kernels) fn pack_right(matrix: Matrix<'_>, width: usize, lanes: usize, panels: &mut [f32]) {
    pack(matrix.t(), width, lanes, panels);
}

fn pack(matrix: Matrix<'_>, height: usize, lanes: usize, panels: &mut [f32]) {
    run_on(Isa::chosen(), Pack { matrix, height, lanes, panels });
}

struct Pack<'a, 'p> {
    matrix: Matrix<'a>,
    height: usize,
    lanes: usize,
    panels: &'p mut [f32],
}

impl Loop for Pack<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { matrix, height, lanes, panels } = self;
        pack_panels(matrix, height, lanes, panels);
    }
}

#[inline(always)]
fn pack_panels(matrix: Matrix<'_>, height: usize, lanes: usize, mut panels: &mut [f32]) {
    let depth = matrix.cols();
    if depth == 0 {
        return;
    }
    for start in (0..matrix.rows()).step_by(height) {
        let rows = height.min(matrix.rows() - start);
        let (panel, rest) = panels.split_at_mut(rows.next_multiple_of(lanes) * depth);
        let part = matrix.part(start..start + rows, 0..depth);
        let padded = rows.next_multiple_of(lanes);
        // A height known to the compiler spares a function call or checks for each step in depth.
        match padded {
            4 => fill::<4>(part, panel),
            6 => fill::<6>(part, panel),
            8 => fill::<8>(part, panel),
            12 => fill::<12>(part, panel),
            14 => fill::<14>(part, panel),
            16 => fill::<16>(part, panel),
            32 => fill::<32>(part, panel),
            _ => gather(part, 0..rows, padded, panel),
        }
        panels = rest;
    }
}

/// Fills a panel of `PADDED` rows.
#[inline(always)]
fn fill<const PADDED: usize>(matrix: Matrix<'_>, panel: &mut [f32]) {
    match (matrix.row_stride(), matrix.col_stride()) {
        (1, _) => copy(matrix, panel.as_chunks_mut::<PADDED>().0),
        (_, 1) => turn(matrix, panel.as_chunks_mut::<PADDED>().0),
        _ => gather(matrix, 0..matrix.rows(), PADDED, panel),
    }
}

/// Fills a panel from a matrix whose columns are dense.
#[inline(always)]
fn copy<const PADDED: usize>(matrix: Matrix<'_>, panel: &mut [[f32; PADDED]]) {
    let columns = matrix.t();
    for (k, to) in panel.iter_mut().enumerate() {
        let column = columns.row(k);
        match column.first_chunk() {
            Some(column) => *to = *column,
            None => to[..matrix.rows()].copy_from_slice(&column[..matrix.rows()]),
        }
    }
}

/// Fills a panel from a matrix whose rows are dense, in squares of 4 × 4 values.
#[inline(always)]
fn turn<const PADDED: usize>(matrix: Matrix<'_>, panel: &mut [[f32; PADDED]]) {
    let depth = matrix.cols();
    let whole = matrix.rows() / 4 * 4;
    let (steps, rest) = panel.as_chunks_mut::<4>();
    for i in (0..whole).step_by(4) {
        let [a, b, c, d] = [0, 1, 2, 3].map(|row| matrix.row(i + row)[..depth].as_chunks::<4>());
        for ((((to, a), b), c), d) in steps.iter_mut().zip(a.0).zip(b.0).zip(c.0).zip(d.0) {
            for (to, column) in to.iter_mut().zip(turned([*a, *b, *c, *d])) {
                to[i..i + 4].copy_from_slice(&column);
            }
        }
        for ((((to, a), b), c), d) in rest.iter_mut().zip(a.1).zip(b.1).zip(c.1).zip(d.1) {
            to[i..i + 4].copy_from_slice(&[*a, *b, *c, *d]);
        }
    }
    if matrix.rows() == whole + 2 {
        let [a, b] = [0, 1].map(|row| matrix.row(whole + row)[..depth].as_chunks::<4>());
        for ((to, a), b) in steps.iter_mut().zip(a.0).zip(b.0) {
            for (to, [a, b, ..]) in to.iter_mut().zip(turned([*a, *b, *a, *b])) {
                to[whole..whole + 2].copy_from_slice(&[a, b]);
            }
        }
        for ((to, a), b) in rest.iter_mut().zip(a.1).zip(b.1) {
            to[whole..whole + 2].copy_from_slice(&[*a, *b]);
        }
        return;
    }
    gather(matrix, whole..matrix.rows(), PADDED, panel.as_flattened_mut());
}

/// Fills some rows of a panel of `padded` rows from any matrix.
fn gather(matrix: Matrix<'_>, rows: Range<usize>, padded: usize, panel: &mut [f32]) {
    for i in rows {
        let row = matrix.row(i).iter().step_by(matrix.col_stride().max(1));
        for (to, value) in panel[i..].iter_mut().step_by(padded).zip(row) {
            *to = *value;
        }
    }
}
