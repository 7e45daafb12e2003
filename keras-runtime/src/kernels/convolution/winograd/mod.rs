//! Convolutions whose windows of 3 × 3 move by one, with less than half the multiplications.
//!
//! Two neighbouring sums of three products follow from four products instead of six, and so a *patch* of 2 × 2 targets
//! from 16 instead of 36 (Winograd, "Arithmetic complexity of computations", 1980; Lavin and Gray, "Fast algorithms for
//! convolutional neural networks", 2016). A patch sees 4 × 4 cells. Transformed, they are a row of 16 matrices; each of
//! these is multiplied by its matrix of the transformed kernel, and the products are transformed back.
#![allow(unsafe_code)]

mod by_kernel;
mod transforms;

use std::array;
use std::ops::Range;

pub(super) use by_kernel::ByKernel;

use self::transforms::{Seen, Targets, Weighted};
use super::lines::{Lines, with_table};
use super::product::{Out, Product};
use crate::kernels::isa::Isa;
use crate::kernels::matmul::micro::{self, Block, Left, Right, Shape};
use crate::kernels::matmul::{Matrix, pack};
use crate::kernels::parallel::{self, each, parts_mut, piece};
use crate::kernels::scratch;

/// The cells along an edge of what a patch sees, and all of them.
const SIDE: usize = 4;
const CELLS: usize = SIDE * SIDE;

/// A block of patches has so many rows of tiles.
const TILES: usize = 8;
/// The rows of so many of the tallest tiles.
const MOST_PATCHES: usize = 14 * TILES;

/// The transforms take time by the channels of either side, and save it by the pairs of these: below so many pairs a
/// channel they are a loss. Measured, as is how many patches have to share a kernel.
const FEWEST_PAIRS: usize = 12;
const FEWEST_PATCHES: usize = 64;

/// The targets in patches.
pub(super) struct Patches<'a> {
    lines: &'a Lines<'a>,
    high: usize,
    wide: usize,
}

impl<'a> Patches<'a> {
    /// Nothing if the windows are others, or if it would not be worth it for so many channels computed.
    pub fn of(lines: &'a Lines<'a>, channels: usize) -> Option<Self> {
        let [depth, height, width] = &lines.reach;
        let is_flat = depth.taps == 1 && depth.from == 0 && depth.stride == 1 && depth.apart == 1;
        let fits = [height, width]
            .into_iter()
            .all(|axis| axis.taps == 3 && axis.spread == 1 && axis.stride == 1 && axis.apart == 1);
        let (high, wide) = (height.targets.div_ceil(2), width.targets.div_ceil(2));
        let patches = Self { lines, high, wide };
        let is_worth = lines.width * channels >= FEWEST_PAIRS * (lines.width + channels)
            && patches.count() >= FEWEST_PATCHES;
        (is_flat && fits && is_worth && lines.channels.len() == lines.width).then_some(patches)
    }

    /// The number of patches.
    fn count(&self) -> usize {
        self.lines.batch * self.lines.reach[0].targets * self.high * self.wide
    }

    /// The numbers of the targets of a patch; nothing where it reaches beyond the last.
    fn targets(&self, patch: usize) -> [Option<usize>; 4] {
        let [_, height, width] = self.lines.reach.map(|reach| reach.targets);
        let (sample, y, x) = self.place(patch);
        array::from_fn(|i| {
            let (y, x) = (y + i / 2, x + i % 2);
            (y < height && x < width).then(|| (sample * height + y) * width + x)
        })
    }

    /// The number of the image, and where in its targets a patch begins.
    fn place(&self, patch: usize) -> (usize, usize, usize) {
        let (rest, x) = (patch / self.wide, patch % self.wide);
        (rest / self.high, 2 * (rest % self.high), 2 * x)
    }

    /// Finds where the channels of the cells begin that patches see; `padding` where there are none.
    fn find(&self, patches: Range<usize>, padding: &[f32], cells: &mut [[*const f32; CELLS]]) {
        let Lines { source, width: channels, .. } = *self.lines;
        let [_, height, width] = &self.lines.reach;
        for (patch, cells) in patches.zip(cells) {
            let (sample, y, x) = self.place(patch);
            for (i, cells) in cells.as_chunks_mut::<SIDE>().0.iter_mut().enumerate() {
                let row = height.at(y, i).map(|y| (sample * height.source + y) * width.source);
                for (j, cell) in cells.iter_mut().enumerate() {
                    let from = row.zip(width.at(x, j)).map(|(row, x)| (row + x) * channels);
                    *cell = from.map_or(padding, |from| &source[from..][..channels]).as_ptr();
                }
            }
        }
    }
}

/// A [`Product`] that is computed patch by patch.
pub(super) struct Winograd<'a> {
    pub product: &'a Product<'a>,
    pub patches: Patches<'a>,
    pub isa: Isa,
}

impl Winograd<'_> {
    /// Writes the targets into `out`; `tap` gives the matrix of a tap, channels seen × channels computed.
    pub fn compute<'k>(&self, tap: impl Fn([usize; 3]) -> Matrix<'k> + Sync, out: &mut [f32]) {
        let shape = micro::shape(self.isa);
        let (seen, cols) = (self.product.lines.width, self.product.width);
        let out = Out::new(out);
        let count = self.patches.count();
        scratch::with(CELLS * pack::right_len(seen, cols, shape.lanes), |kernel| {
            self.weigh(shape, tap, kernel);
            let threads = parallel::threads_for(count * CELLS * seen * cols);
            let blocks = count.div_ceil(TILES * shape.rows).next_multiple_of(threads);
            parallel::for_each(blocks, |index| {
                self.block(shape, kernel, piece(&(0..count), 1, index, blocks), out);
            });
        });
    }

    /// Transforms the kernel: for each panel of columns, a matrix for each of the cells.
    fn weigh<'k>(&self, shape: Shape, tap: impl Fn([usize; 3]) -> Matrix<'k> + Sync, kernel: &mut [f32]) {
        let Product { lines, width: cols, .. } = self.product;
        let [depth, height, width] = &lines.reach;
        let threads = parallel::threads_for(kernel.len() * 4);
        each(threads, parts_mut(kernel, CELLS * lines.width * shape.cols), |index, panel| {
            let len = panel.len() / CELLS;
            let cols = index * shape.cols..(*cols).min((index + 1) * shape.cols);
            scratch::with(9 * len, |taps| {
                for (i, to) in taps.chunks_exact_mut(len).enumerate() {
                    let tap = tap([depth.tap(0), height.tap(i / 3), width.tap(i % 3)]);
                    pack::pack_right(tap.part(0..lines.width, cols.clone()), shape.cols, shape.lanes, to);
                }
                // SAFETY: an `Isa` is one that the machine has.
                unsafe { micro::run(self.isa, Weighted { taps, len, out: panel }) };
            });
        });
    }

    /// Computes some patches.
    fn block(&self, shape: Shape, kernel: &[f32], range: Range<usize>, out: Out) {
        let Product { lines, width, beta, epilogue, .. } = self.product;
        let (seen, rows) = (lines.width, range.len());
        let mut outs = [[std::ptr::null_mut(); 4]; MOST_PATCHES];
        self.place(range.clone(), out, &mut outs);
        scratch::with(seen + CELLS * rows * (seen + shape.cols), |memory| {
            let (padding, memory) = memory.split_at_mut(seen);
            let (left, products) = memory.split_at_mut(CELLS * rows * seen);
            padding.fill(0.0);
            with_table(CELLS * rows, |table| {
                let cells = table.as_chunks_mut().0;
                self.patches.find(range.clone(), padding, cells);
                // SAFETY: an `Isa` is one that the machine has; the cells have just been found, and `left` has room.
                unsafe { micro::run(self.isa, Seen { cells, channels: seen, out: left.as_mut_ptr() }) };
            });
            for (index, panel) in kernel.chunks(CELLS * seen * shape.cols).enumerate() {
                let first = index * shape.cols;
                let cols = shape.cols.min(width - first);
                let matrices = left.chunks_exact(rows * seen).zip(panel.chunks_exact(panel.len() / CELLS));
                for ((left, right), out) in matrices.zip(products.chunks_exact_mut(rows * shape.cols)) {
                    let left = Matrix::new(left, rows, seen);
                    let block = Block {
                        rows,
                        cols,
                        depth: seen,
                        left: Left::InPlace(left),
                        right: Right { in_place: left, packed_from: 0, packed: right },
                        out: out.as_mut_ptr(),
                        out_stride: shape.cols,
                        beta: 0.0,
                        bias: None,
                        is_short_row: false,
                    };
                    // SAFETY: as above; the operands have the sizes that are told, and `out` has room.
                    unsafe { micro::run(self.isa, &block) };
                }
                let (outs, bias) = (&outs[..rows], epilogue.bias);
                let targets = Targets { products, stride: shape.cols, first, cols, outs, beta: *beta, bias };
                // SAFETY: as above; these patches of the result are this thread's.
                unsafe { micro::run(self.isa, targets) };
            }
        });
        self.finish(range, out);
    }

    /// Finds where the targets of some patches lie.
    fn place(&self, range: Range<usize>, out: Out, outs: &mut [[*mut f32; 4]]) {
        let width = self.product.width;
        for (patch, outs) in range.zip(outs) {
            for (to, target) in outs.iter_mut().zip(self.patches.targets(patch)) {
                if let Some(target) = target {
                    *to = out.at(target * width, width);
                }
            }
        }
    }

    /// Applies the function to patches that have just been written.
    fn finish(&self, range: Range<usize>, out: Out) {
        let [_, height, width] = self.product.sizes;
        let mut patch = range.start;
        while patch < range.end {
            let (sample, y, x) = self.patches.place(patch);
            let neighbours = (self.patches.wide - x / 2).min(range.end - patch);
            for y in y..height.min(y + 2) {
                let start = ((sample * height + y) * width + x) * self.product.width;
                let len = (2 * neighbours).min(width - x) * self.product.width;
                // SAFETY: these targets lie in the result, side by side, and are this thread's.
                let row = unsafe { std::slice::from_raw_parts_mut(out.at(start, len), len) };
                self.product.epilogue.function.apply(row);
            }
            patch += neighbours;
        }
    }
}
