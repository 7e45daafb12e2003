//! The gradient by the kernel, from patches.
#![allow(unsafe_code)]

use std::array;
use std::ops::Range;

use super::algorithms::{Algorithm, Four, Two};
use super::patches::{Edge, Patches};
use super::transforms::{Gradients, KernelGradient, Seen};
use crate::kernels::convolution::lines::with_table;
use crate::kernels::convolution::product::Out;
use crate::kernels::convolution::tiles::Outer;
use crate::kernels::isa::Isa;
use crate::kernels::matmul::micro::{self, Shape};
use crate::kernels::matmul::pack;
use crate::kernels::parallel::{self, piece};
use crate::kernels::pointwise::axpy;
use crate::kernels::scratch;

/// So many cells of patches are gone through at a time: transformed, they stay in the second cache.
const BLOCK: usize = 1024;
/// Those of the smallest patches.
const MOST_PATCHES: usize = BLOCK / 16;

/// Up to so many sums there are several parts of the patches, each of which has its own.
const FEW_SUMS: usize = 1 << 18;
/// The most parts, and the fewest targets of one.
const PARTS: usize = 8;
const PART: usize = 1024;

/// More sums are not gone through once a block.
const MOST_SUMS: usize = 1 << 22;

/// Whether the patches are many enough for so many channels computed, and the sums few.
pub(in super::super) fn is_worth(patches: &Patches<'_>, width: usize) -> bool {
    patches.lines.rows() >= 2 * PART && patches.cells() * patches.lines.width * width <= MOST_SUMS
}

/// Adds up what patches see times the gradient there, for each pair of channels: `out = the gradient + beta * out`, where
/// `out` has a row of `width` for each tap and channel that it sees. What is added up, and in which order, follows from
/// the sizes alone.
pub(in super::super) fn compute(
    patches: &Patches<'_>,
    dy: &[f32],
    width: usize,
    isa: Isa,
    beta: f32,
    out: &mut [f32],
) {
    match patches.edge {
        Edge::Two => ByKernel { algorithm: Two, patches, dy, width, isa }.compute(beta, out),
        Edge::Four => ByKernel { algorithm: Four, patches, dy, width, isa }.compute(beta, out),
    }
}

/// The gradient by the kernel, patch by patch.
struct ByKernel<'a, A, const EDGE: usize, const SIDE: usize> {
    algorithm: A,
    patches: &'a Patches<'a>,
    /// The gradients, with `width` channels each.
    dy: &'a [f32],
    width: usize,
    isa: Isa,
}

impl<A: Algorithm<EDGE, SIDE>, const EDGE: usize, const SIDE: usize> ByKernel<'_, A, EDGE, SIDE> {
    /// The cells that a patch sees, and how many patches are gone through at a time.
    const CELLS: usize = SIDE * SIDE;
    const BLOCK: usize = BLOCK / Self::CELLS;

    fn compute(&self, beta: f32, out: &mut [f32]) {
        let (seen, cols, count) = (self.patches.lines.width, self.width, self.patches.count());
        assert_eq!(out.len(), 9 * seen * cols);
        assert_eq!(self.dy.len(), self.patches.lines.rows() * cols);
        let shape = micro::shape(self.isa);
        let len = Self::CELLS * seen * cols;
        let parts = if len > FEW_SUMS { 1 } else { (count * EDGE * EDGE / PART).clamp(1, PARTS) };
        let threads = parallel::threads_for(len * count);
        let across = threads.div_ceil(parts).min(cols.div_ceil(shape.cols));
        scratch::with(parts * len, |memory| {
            let sums = Out::new(memory);
            parallel::for_each(parts * across, |index| {
                let patches = piece(&(0..count), 1, index / across, parts);
                let cols = piece(&(0..cols), shape.cols, index % across, across);
                self.part(shape, patches, cols, sums.at(index / across * len, len));
            });
            let (sums, rest) = memory.split_at_mut(len);
            rest.chunks_exact(len).for_each(|part| axpy(1.0, part, sums));
            // SAFETY: an `Isa` is one that the machine has.
            unsafe { micro::run(self.isa, KernelGradient { algorithm: self.algorithm, sums, beta, out }) };
        });
    }

    /// Adds up some columns over some patches, from `sums` on.
    fn part(&self, shape: Shape, patches: Range<usize>, cols: Range<usize>, sums: *mut f32) {
        let (algorithm, seen, width) = (self.algorithm, self.patches.lines.width, self.width);
        let most = pack::right_len(Self::BLOCK, cols.len(), shape.lanes);
        scratch::with(seen.max(width) + Self::CELLS * (Self::BLOCK * seen + most), |memory| {
            let (padding, memory) = memory.split_at_mut(seen.max(width));
            let (left, right) = memory.split_at_mut(Self::CELLS * Self::BLOCK * seen);
            padding.fill(0.0);
            let mut beta = 0.0;
            for start in patches.clone().step_by(Self::BLOCK) {
                let block = start..patches.end.min(start + Self::BLOCK);
                let rows = block.len();
                with_table(Self::CELLS * rows, |table| {
                    let cells = table.as_chunks_mut().0.as_chunks_mut().0;
                    self.patches.find(block.clone(), padding, cells);
                    let out = left.as_mut_ptr();
                    // SAFETY: an `Isa` is one that the machine has; the cells have just been found, and `left` has room.
                    unsafe { micro::run(self.isa, Seen { algorithm, cells, channels: seen, out }) };
                });
                let mut targets = [[[padding.as_ptr(); EDGE]; EDGE]; MOST_PATCHES];
                self.place(block, cols.start, &mut targets);
                let len = pack::right_len(rows, cols.len(), shape.lanes);
                let targets = &targets[..rows];
                let (cols_len, panel, out) = (cols.len(), shape.cols, &mut *right);
                let gradients = Gradients { algorithm, targets, cols: cols_len, len, panel, out };
                // SAFETY: as above; the targets have just been found.
                unsafe { micro::run(self.isa, gradients) };
                for (cell, right) in right.chunks_exact(len).take(Self::CELLS).enumerate() {
                    let left = left[cell * rows * seen..].as_ptr();
                    let lines: [_; MOST_PATCHES] = array::from_fn(|patch| left.wrapping_add(patch * seen));
                    let work = Outer {
                        lines: &lines[..rows],
                        len: seen,
                        right,
                        cols: cols.len(),
                        out: sums.wrapping_add(cell * seen * width + cols.start),
                        out_stride: width,
                        beta,
                    };
                    // SAFETY: as above; `left` has a row for each patch, `right` is packed for them, and these columns
                    // of the sums are this thread's.
                    unsafe { micro::run(self.isa, &work) };
                }
                beta = 1.0;
            }
        });
    }

    /// Finds where the gradients of the targets of patches begin, from column `first` on; those that are not there are
    /// left as they are.
    fn place(&self, patches: Range<usize>, first: usize, targets: &mut [[[*const f32; EDGE]; EDGE]]) {
        for (patch, targets) in patches.zip(targets) {
            let found: [[_; EDGE]; EDGE] = self.patches.targets(patch);
            for (to, target) in targets.as_flattened_mut().iter_mut().zip(found.as_flattened()) {
                if let Some(target) = target {
                    *to = self.dy[target * self.width..][..self.width][first..].as_ptr();
                }
            }
        }
    }
}
