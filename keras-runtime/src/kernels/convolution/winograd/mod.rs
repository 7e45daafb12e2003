//! Convolutions whose windows of 3 × 3 move by one, with less than half the multiplications, or with a quarter of them.
//!
//! Two neighbouring sums of three products follow from four products instead of six, and so a *patch* of 2 × 2 targets
//! from 16 instead of 36; one of 4 × 4 targets from 36 instead of 144 (Winograd, "Arithmetic complexity of computations",
//! 1980; Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016). What a patch sees has two more cells
//! along each axis. Transformed, they are a row of as many matrices; each of these is multiplied by its matrix of the
//! transformed kernel, and the products are transformed back.
//!
//! Rounding errors of patches of 2 × 2 are as those of a sum in sequence, of 4 × 4 twice as large.
#![allow(unsafe_code)]

mod algorithms;
pub(super) mod by_kernel;
mod patches;
mod transforms;

use std::ops::Range;
use std::ptr;

use self::patches::Edge;
pub(super) use self::patches::Patches;

use self::algorithms::{Algorithm, Four, Two};
use self::transforms::{Seen, Targets, Weighted};
use super::lines::with_table;
use super::product::{Out, Product};
use crate::kernels::isa::Isa;
use crate::kernels::matmul::micro::{self, Block, Left, Right, Shape};
use crate::kernels::matmul::{Matrix, pack};
use crate::kernels::parallel::{self, each, parts_mut, piece};
use crate::kernels::scratch;

/// The matrices of a block of patches have so many rows of tiles together: transformed, it stays in the second cache.
const TILES: usize = 144;
/// The rows of so many of the tallest tiles.
const MOST_PATCHES: usize = 14 * TILES / 16;

/// Writes the targets of a product into `out`, patch by patch; `tap` gives the matrix of a tap, channels seen × channels
/// computed.
pub(super) fn compute<'k>(
    product: &Product<'_>,
    patches: &Patches<'_>,
    isa: Isa,
    tap: impl Fn([usize; 3]) -> Matrix<'k> + Sync,
    out: &mut [f32],
) {
    scratch::with(transformed_len(product, patches, isa), |kernel| {
        transform(product, patches, isa, tap, kernel);
        multiply(product, patches, isa, kernel, out);
    });
}

/// The length of a transformed kernel: a matrix for each cell of a patch.
pub(super) fn transformed_len(product: &Product<'_>, patches: &Patches<'_>, isa: Isa) -> usize {
    patches.cells() * pack::right_len(product.lines.width, product.width, micro::shape(isa).lanes)
}

/// Transforms a kernel for such patches.
pub(super) fn transform<'k>(
    product: &Product<'_>,
    patches: &Patches<'_>,
    isa: Isa,
    tap: impl Fn([usize; 3]) -> Matrix<'k> + Sync,
    kernel: &mut [f32],
) {
    match patches.edge {
        Edge::Two => Winograd { algorithm: Two, product, patches, isa }.weigh(tap, kernel),
        Edge::Four => Winograd { algorithm: Four, product, patches, isa }.weigh(tap, kernel),
    }
}

/// [`compute`], with the kernel [transformed](transform) already.
pub(super) fn multiply(
    product: &Product<'_>,
    patches: &Patches<'_>,
    isa: Isa,
    kernel: &[f32],
    out: &mut [f32],
) {
    assert_eq!(kernel.len(), transformed_len(product, patches, isa));
    match patches.edge {
        Edge::Two => Winograd { algorithm: Two, product, patches, isa }.multiply(kernel, out),
        Edge::Four => Winograd { algorithm: Four, product, patches, isa }.multiply(kernel, out),
    }
}

/// A [`Product`] that is computed patch by patch.
struct Winograd<'a, A, const EDGE: usize, const SIDE: usize> {
    algorithm: A,
    product: &'a Product<'a>,
    patches: &'a Patches<'a>,
    isa: Isa,
}

impl<A: Algorithm<EDGE, SIDE>, const EDGE: usize, const SIDE: usize> Winograd<'_, A, EDGE, SIDE> {
    /// The cells that a patch sees.
    const CELLS: usize = SIDE * SIDE;

    /// Writes the targets into `out`, from the transformed kernel.
    fn multiply(&self, kernel: &[f32], out: &mut [f32]) {
        let shape = micro::shape(self.isa);
        let (seen, width, count) = (self.product.lines.width, self.product.width, self.patches.count());
        let out = Out::new(out);
        let threads = parallel::threads_for(count * Self::CELLS * seen * width);
        // Where there are too few patches for all threads, these share the columns.
        let across = threads.div_ceil((count / shape.rows).max(1)).min(width.div_ceil(shape.cols));
        let blocks = count.div_ceil(TILES / Self::CELLS * shape.rows);
        let down = blocks.next_multiple_of(threads.div_ceil(across));
        parallel::for_each(down * across, |index| {
            let patches = piece(&(0..count), 1, index / across, down);
            let cols = piece(&(0..width), shape.cols, index % across, across);
            self.block(shape, kernel, patches, cols, out);
        });
    }

    /// Transforms the kernel: for each panel of columns, a matrix for each of the cells.
    fn weigh<'k>(&self, tap: impl Fn([usize; 3]) -> Matrix<'k> + Sync, kernel: &mut [f32]) {
        let shape = micro::shape(self.isa);
        let Product { lines, width: cols, .. } = self.product;
        let [depth, height, width] = &lines.reach;
        let threads = parallel::threads_for(kernel.len() * 4);
        each(threads, parts_mut(kernel, Self::CELLS * lines.width * shape.cols), |index, panel| {
            let len = panel.len() / Self::CELLS;
            let cols = index * shape.cols..(*cols).min((index + 1) * shape.cols);
            scratch::with(9 * len, |taps| {
                for (i, to) in taps.chunks_exact_mut(len).enumerate() {
                    let tap = tap([depth.tap(0), height.tap(i / 3), width.tap(i % 3)]);
                    pack::pack_right(tap.part(0..lines.width, cols.clone()), shape.cols, shape.lanes, to);
                }
                // SAFETY: an `Isa` is one that the machine has.
                unsafe {
                    micro::run(self.isa, Weighted { algorithm: self.algorithm, taps, len, out: panel })
                };
            });
        });
    }

    /// Computes some columns of some patches.
    fn block(&self, shape: Shape, kernel: &[f32], range: Range<usize>, cols: Range<usize>, out: Out) {
        let Product { lines, beta, epilogue, .. } = self.product;
        let (seen, rows) = (lines.width, range.len());
        let mut outs = [[[ptr::null_mut(); EDGE]; EDGE]; MOST_PATCHES];
        self.place(range.clone(), out, &mut outs);
        scratch::with(seen + Self::CELLS * rows * (seen + shape.cols), |memory| {
            let (padding, memory) = memory.split_at_mut(seen);
            let (left, products) = memory.split_at_mut(Self::CELLS * rows * seen);
            padding.fill(0.0);
            with_table(Self::CELLS * rows, |table| {
                let cells = table.as_chunks_mut().0.as_chunks_mut().0;
                self.patches.find(range.clone(), padding, cells);
                let (algorithm, out) = (self.algorithm, left.as_mut_ptr());
                // SAFETY: an `Isa` is one that the machine has; the cells have just been found, and `left` has room.
                unsafe { micro::run(self.isa, Seen { algorithm, cells, channels: seen, out }) };
            });
            for first in cols.clone().step_by(shape.cols) {
                let cols = shape.cols.min(cols.end - first);
                let len = pack::right_len(seen, cols, shape.lanes);
                let panel = &kernel[Self::CELLS * seen * first..][..Self::CELLS * len];
                let matrices = left.chunks_exact(rows * seen).zip(panel.chunks_exact(len));
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
                let (algorithm, outs, bias) = (self.algorithm, &outs[..rows], epilogue.bias);
                let stride = shape.cols;
                let targets = Targets { algorithm, products, stride, first, cols, outs, beta: *beta, bias };
                // SAFETY: as above; these columns of these patches of the result are this thread's.
                unsafe { micro::run(self.isa, targets) };
            }
        });
        self.finish(range, &cols, out);
    }

    /// Finds where the targets of some patches lie.
    fn place(&self, range: Range<usize>, out: Out, outs: &mut [[[*mut f32; EDGE]; EDGE]]) {
        let width = self.product.width;
        for (patch, outs) in range.zip(outs) {
            let targets: [[_; EDGE]; EDGE] = self.patches.targets(patch);
            for (to, target) in outs.as_flattened_mut().iter_mut().zip(targets.as_flattened()) {
                *to = target.map_or(ptr::null_mut(), |target| out.at(target * width, width));
            }
        }
    }

    /// Applies the function to columns of patches that have just been written.
    fn finish(&self, range: Range<usize>, cols: &Range<usize>, out: Out) {
        let [_, height, width] = self.product.sizes;
        let stride = self.product.width;
        let mut patch = range.start;
        while patch < range.end {
            let (sample, y, x) = self.patches.place(patch);
            let neighbours = (self.patches.wide - x / EDGE).min(range.end - patch);
            for y in y..height.min(y + EDGE) {
                let first = (sample * height + y) * width + x;
                let count = (EDGE * neighbours).min(width - x);
                // Whole targets follow each other.
                let together = if cols.len() == stride { count } else { 1 };
                for target in (first..first + count).step_by(together) {
                    let (start, len) = (target * stride + cols.start, (together - 1) * stride + cols.len());
                    // SAFETY: these targets lie in the result, side by side, and their columns are this thread's.
                    let row = unsafe { std::slice::from_raw_parts_mut(out.at(start, len), len) };
                    self.product.epilogue.function.apply(row);
                }
            }
            patch += neighbours;
        }
    }
}
