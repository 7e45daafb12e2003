//! Implicit GEMM: a product of matrices whose left operand, the im2col rows, is addressed in the image and never
//! materialised.
#![allow(unsafe_code)]

use std::ops::Range;

use super::lines::with_table;
use super::product::{Out, Product};
use super::tiles::Rows;
use crate::kernels::isa::Isa;
use crate::kernels::matmul::driver::grid;
use crate::kernels::matmul::micro::{self, Shape};
use crate::kernels::matmul::{Matrix, pack};
use crate::kernels::parallel::{self, each, parts_mut, piece};
use crate::kernels::scratch;

/// How many rows of tiles use a panel of the kernel before the next.
const TILES: usize = 32;
/// The rows of so many of the tallest tiles.
const MOST_ROWS: usize = 14 * TILES;

/// A [`Product`] whose left operand is addressed in the image.
pub(super) struct ImplicitGemm<'a> {
    pub product: &'a Product<'a>,
    pub isa: Isa,
}

impl ImplicitGemm<'_> {
    /// Writes the targets into `out`; `tap` gives the matrix of a tap, channels seen × channels computed.
    pub fn compute<'k>(&self, tap: impl Fn([usize; 3]) -> Matrix<'k> + Sync, out: &mut [f32]) {
        let Product { lines, channels, .. } = self.product;
        let (rows, cols) = (lines.rows(), channels.len());
        let shape = micro::shape(self.isa);
        let depth = lines.segments() * lines.len();
        let out = Out::new(out);
        scratch::with(pack::right_len(depth, cols, shape.lanes), |right| {
            self.pack(shape, &tap, depth, right);
            let threads = parallel::threads_for(rows * cols * depth.max(1));
            let (down, across) = grid(rows, cols, shape, threads);
            // Several tasks a thread, as the kernel is packed already: who is done early takes another.
            let down =
                if threads == 1 { down } else { down.max((4 * down).min(rows / (TILES * shape.rows))) };
            parallel::for_each(down * across, |index| {
                let rows = piece(&(0..rows), shape.rows, index / across, down);
                let cols = piece(&(0..cols), shape.cols, index % across, across);
                self.part(shape, &right[cols.start * depth..], rows, &cols, out);
            });
        });
    }

    /// Puts the matrices of all taps below each other, in panels.
    fn pack<'k>(
        &self,
        shape: Shape,
        tap: &(impl Fn([usize; 3]) -> Matrix<'k> + Sync),
        depth: usize,
        right: &mut [f32],
    ) {
        let [taps_z, taps_y, taps_x] = self.product.lines.reach.map(|reach| reach.taps);
        let seen = self.product.lines.channels.len();
        let panel = |index: usize, panel: &mut [f32]| {
            let start = index * shape.cols;
            let cols = start..self.product.channels.len().min(start + shape.cols);
            let len = pack::right_len(seen, cols.len(), shape.lanes);
            for (k, to) in panel.chunks_exact_mut(len.max(1)).enumerate() {
                let (k, x) = (k / taps_x, k % taps_x);
                let (z, y) = (k / taps_y, k % taps_y);
                debug_assert!(z < taps_z);
                let [z, y, x] =
                    [(0, z), (1, y), (2, x)].map(|(axis, tap)| self.product.lines.reach[axis].tap(tap));
                pack::pack_right(tap([z, y, x]).part(0..seen, cols.clone()), shape.cols, shape.lanes, to);
            }
        };
        let len = (shape.cols * depth).max(1);
        each(parallel::threads_for(right.len() * 16), parts_mut(right, len), panel);
    }

    fn part(&self, shape: Shape, right: &[f32], rows: Range<usize>, cols: &Range<usize>, out: Out) {
        let (segments, block) = (self.product.lines.segments(), TILES * shape.rows);
        let bias = self.product.epilogue.bias.map(|bias| &bias[cols.clone()]);
        let mut outs = [std::ptr::null_mut(); MOST_ROWS];
        with_table(block * segments, |table| {
            scratch::with(self.product.lines.spare(block), |spare| {
                for start in rows.clone().step_by(block) {
                    let rows = start..rows.end.min(start + block);
                    self.product.lines.find(rows.clone(), spare, table);
                    let outs = &mut outs[..rows.len()];
                    self.place(rows, out, cols, outs);
                    let work = Rows {
                        lines: table,
                        segments,
                        len: self.product.lines.len(),
                        right,
                        cols: cols.len(),
                        outs,
                        beta: self.product.beta,
                        bias,
                    };
                    // SAFETY: an `Isa` is one that the machine has; the lines have just been found, `right` is
                    // packed for them, and these rows and columns of the result are this thread's.
                    unsafe { micro::run(self.isa, &work) };
                    self.finish(outs, cols.len());
                }
            });
        });
    }

    /// Puts into `outs` where in the result the values of some rows and columns begin.
    fn place(&self, rows: Range<usize>, out: Out, cols: &Range<usize>, outs: &mut [*mut f32]) {
        let [depth, height, width] = &self.product.lines.reach;
        for run in self.product.lines.runs(rows) {
            let z = run.sample * self.product.sizes[0] + depth.first + run.z * depth.apart;
            let y = z * self.product.sizes[1] + height.first + run.y * height.apart;
            for (to, x) in outs[run.first..].iter_mut().zip(run.x) {
                let x = y * self.product.sizes[2] + width.first + x * width.apart;
                let start = x * self.product.width + self.product.channels.start + cols.start;
                *to = out.at(start, cols.len());
            }
        }
    }

    /// Applies the function to rows that have just been written.
    fn finish(&self, outs: &[*mut f32], cols: usize) {
        let is_dense =
            cols == self.product.width && self.product.lines.reach.iter().all(|reach| reach.apart == 1);
        let together = if is_dense { outs.len() } else { 1 };
        for outs in outs.chunks(together.max(1)) {
            // SAFETY: these rows are this thread's, and follow each other where they are taken together.
            let rows = unsafe { std::slice::from_raw_parts_mut(outs[0], outs.len() * cols) };
            self.product.epilogue.function.apply(rows);
        }
    }
}
