//! The gradient by the kernel, from patches.
#![allow(unsafe_code)]

use std::array;
use std::ops::Range;

use super::transforms::{Gradients, KernelGradient, Seen};
use super::{CELLS, Patches};
use crate::kernels::convolution::lines::with_table;
use crate::kernels::convolution::product::Out;
use crate::kernels::convolution::tiles::Outer;
use crate::kernels::isa::Isa;
use crate::kernels::matmul::micro::{self, Shape};
use crate::kernels::matmul::pack;
use crate::kernels::parallel::{self, piece};
use crate::kernels::pointwise::axpy;
use crate::kernels::scratch;

/// How many patches are gone through at a time: transformed, they stay in the second cache.
const BLOCK: usize = 64;

/// The most parts of the patches, each of which has sums of its own, and the fewest patches of one.
const PARTS: usize = 8;
const PART: usize = 256;

/// The sums of one part are no more than these: they are gone through once a block.
const MOST_SUMS: usize = 1 << 18;

/// For each pair of channels, the sum over all patches of what they see times the gradient there.
pub(in super::super) struct ByKernel<'a> {
    pub patches: Patches<'a>,
    /// The gradients, with `width` channels each.
    pub dy: &'a [f32],
    pub width: usize,
    pub isa: Isa,
}

impl<'a> ByKernel<'a> {
    /// Nothing if it would not be worth it for so few patches, or for so many sums.
    pub fn of(patches: Patches<'a>, dy: &'a [f32], width: usize, isa: Isa) -> Option<Self> {
        let is_worth = patches.count() >= 2 * PART && CELLS * patches.lines.width * width <= MOST_SUMS;
        is_worth.then_some(Self { patches, dy, width, isa })
    }

    /// `out = the gradient + beta * out`, where `out` has a row of `width` for each tap and channel that it sees. What
    /// is added up, and in which order, follows from the sizes alone.
    pub fn compute(&self, beta: f32, out: &mut [f32]) {
        let (seen, cols, count) = (self.patches.lines.width, self.width, self.patches.count());
        assert_eq!(out.len(), 9 * seen * cols);
        assert_eq!(self.dy.len(), self.patches.lines.rows() * cols);
        let shape = micro::shape(self.isa);
        let parts = (count / PART).min(PARTS);
        let threads = parallel::threads_for(CELLS * seen * cols * count);
        let across = threads.div_ceil(parts).min(cols.div_ceil(shape.cols));
        let len = CELLS * seen * cols;
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
            unsafe { micro::run(self.isa, KernelGradient { sums, beta, out }) };
        });
    }

    /// Adds up some columns over some patches, from `sums` on.
    fn part(&self, shape: Shape, patches: Range<usize>, cols: Range<usize>, sums: *mut f32) {
        let (seen, width) = (self.patches.lines.width, self.width);
        let most = pack::right_len(BLOCK, cols.len(), shape.lanes);
        scratch::with(seen.max(width) + CELLS * (BLOCK * seen + most), |memory| {
            let (padding, memory) = memory.split_at_mut(seen.max(width));
            let (left, right) = memory.split_at_mut(CELLS * BLOCK * seen);
            padding.fill(0.0);
            let mut beta = 0.0;
            for start in patches.clone().step_by(BLOCK) {
                let block = start..patches.end.min(start + BLOCK);
                let rows = block.len();
                with_table(CELLS * rows, |table| {
                    let cells = table.as_chunks_mut().0;
                    self.patches.find(block.clone(), padding, cells);
                    // SAFETY: an `Isa` is one that the machine has; the cells have just been found, and `left` has room.
                    unsafe { micro::run(self.isa, Seen { cells, channels: seen, out: left.as_mut_ptr() }) };
                });
                let mut targets = [[padding.as_ptr(); 4]; BLOCK];
                self.place(block, cols.start, &mut targets);
                let len = pack::right_len(rows, cols.len(), shape.lanes);
                let targets = &targets[..rows];
                let gradients = Gradients { targets, cols: cols.len(), len, panel: shape.cols, out: right };
                // SAFETY: as above; the targets have just been found.
                unsafe { micro::run(self.isa, gradients) };
                for (cell, right) in right.chunks_exact(len).take(CELLS).enumerate() {
                    let left = left[cell * rows * seen..].as_ptr();
                    let lines: [_; BLOCK] = array::from_fn(|patch| left.wrapping_add(patch * seen));
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
    fn place(&self, patches: Range<usize>, first: usize, targets: &mut [[*const f32; 4]]) {
        for (patch, targets) in patches.zip(targets) {
            for (to, target) in targets.iter_mut().zip(self.patches.targets(patch)) {
                if let Some(target) = target {
                    *to = self.dy[target * self.width..][..self.width][first..].as_ptr();
                }
            }
        }
    }
}
