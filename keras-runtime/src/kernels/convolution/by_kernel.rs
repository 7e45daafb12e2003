//! The gradient of a convolution by its kernel.
#![allow(unsafe_code)]

use std::ops::Range;

use super::lines::{Lines, with_table};
use super::product::Out;
use super::tiles::Outer;
use crate::kernels::isa::Isa;
use crate::kernels::matmul::micro::{self, Shape};
use crate::kernels::matmul::{Matrix, pack};
use crate::kernels::parallel::{self, piece};
use crate::kernels::pointwise::axpy;
use crate::kernels::scratch;

/// How many targets are gone through at a time: what a tile needs of them stays in the first cache.
const TARGETS: usize = 128;

/// Kernels up to this size have a sum of their own for each part of the targets.
const SMALL: usize = 1 << 18;
/// The most parts, and the fewest targets of one.
const PARTS: usize = 8;
const PART: usize = 1024;

/// For each tap, the sum over all targets of what the tap sees times the gradient there.
pub(super) struct ByKernel<'a> {
    pub lines: Lines<'a>,
    /// The gradients, with `width` channels each, and which of them are meant.
    pub dy: &'a [f32],
    pub width: usize,
    pub channels: Range<usize>,
}

impl ByKernel<'_> {
    /// `out = the gradient + beta * out`, where `out` has a row of `width` for each tap and channel that it sees; only
    /// `channels` are written. What is added up, and in which order, follows from the sizes alone.
    pub fn compute(&self, isa: Isa, beta: f32, out: &mut [f32]) {
        let depth = self.lines.segments() * self.lines.len();
        let (targets, cols) = (self.lines.rows(), self.channels.len());
        assert_eq!(out.len(), depth * self.width);
        assert_eq!(self.dy.len(), targets * self.width);
        if depth == 0 || cols == 0 {
            return;
        }
        let shape = micro::shape(isa);
        let parts = if depth * cols > SMALL { 1 } else { (targets / PART).clamp(1, PARTS) };
        let threads = parallel::threads_for(depth * cols * targets);
        let across = threads.div_ceil(parts).min(cols.div_ceil(shape.cols));
        let task = |index: usize, sums: Sums| {
            let targets = piece(&(0..targets), 1, index / across, parts);
            let cols = piece(&(0..cols), shape.cols, index % across, across);
            self.part(isa, shape, targets, cols, sums);
        };
        if parts == 1 {
            let sums = Sums { out: Out::new(out), stride: self.width, first: self.channels.start, beta };
            return parallel::for_each(across, |index| task(index, sums));
        }
        scratch::with(parts * depth * cols, |memory| {
            let all = Out::new(memory);
            let run = |index: usize| {
                let out = all.part(index / across * depth * cols, depth * cols);
                task(index, Sums { out, stride: cols, first: 0, beta: 0.0 });
            };
            match threads {
                1 => parallel::in_order(parts * across, run),
                _ => parallel::for_each(parts * across, run),
            }
            for (row, out) in out.chunks_exact_mut(self.width).enumerate() {
                let out = &mut out[self.channels.clone()];
                out.iter_mut().for_each(|out| *out = if beta == 0.0 { 0.0 } else { beta * *out });
                for part in memory.chunks_exact(depth * cols) {
                    axpy(1.0, &part[row * cols..][..cols], out);
                }
            }
        });
    }

    fn part(&self, isa: Isa, shape: Shape, targets: Range<usize>, cols: Range<usize>, sums: Sums) {
        let (segments, len) = (self.lines.segments(), self.lines.len());
        let block = targets.len().clamp(1, TARGETS);
        let packed = pack::right_len(block, cols.len(), shape.lanes);
        with_table(block * segments, |table| {
            scratch::with(packed + self.lines.spare(block), |memory| {
                let (right, spare) = memory.split_at_mut(packed);
                let mut beta = sums.beta;
                // Once without targets, too: then the sums are 0.
                for start in (targets.start..targets.end.max(targets.start + 1)).step_by(block) {
                    let targets = start..targets.end.min(start + block);
                    let count = targets.len();
                    let dy = &self.dy
                        [(start * self.width + self.channels.start + cols.start).min(self.dy.len())..];
                    let dy = Matrix::with_strides(dy, count, cols.len(), self.width, 1);
                    pack::pack_right(dy, shape.cols, shape.lanes, right);
                    self.lines.find(targets, spare, table);
                    for segment in 0..segments {
                        let place = segment * len * sums.stride + sums.first + cols.start;
                        let work = Outer {
                            lines: &table[segment * count..][..count],
                            len,
                            right,
                            cols: cols.len(),
                            out: sums.out.at(place, cols.len()),
                            out_stride: sums.stride,
                            beta,
                        };
                        // SAFETY: an `Isa` is one that the machine has; the lines have just been found, `right` is
                        // packed for them, and these columns of the sums are this thread's.
                        unsafe { micro::run(isa, &work) };
                    }
                    beta = 1.0;
                }
            });
        });
    }
}

/// Where a part adds up: rows `stride` apart, from column `first` on.
#[derive(Clone, Copy)]
struct Sums {
    out: Out,
    stride: usize,
    first: usize,
    beta: f32,
}
