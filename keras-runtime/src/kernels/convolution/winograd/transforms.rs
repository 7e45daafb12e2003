//! The transforms of patches, along both axes: with the matrices of an [`Algorithm`], the targets of a patch are
//! `Aᵀ ((G g Gᵀ) ∘ (Bᵀ d B)) A`, and what it contributes to the gradient by the kernel is `Gᵀ ((A y Aᵀ) ∘ (Bᵀ d B)) G`.
#![allow(unsafe_code)]

use super::algorithms::Algorithm;
use crate::kernels::matmul::micro::{Vector, Work};

/// Applies the transform of one axis to both axes of a square.
macro_rules! both_axes {
    ($algorithm:ident.$transform:ident($square:expr), $from:ident -> $to:expr) => {{
        let square = $square;
        let mut half = [[V::splat(0.0); $from]; $to];
        for x in 0..$from {
            let mut column = [V::splat(0.0); $from];
            for y in 0..$from {
                column[y] = square[y][x];
            }
            let column = $algorithm.$transform(column);
            for y in 0..$to {
                half[y][x] = column[y];
            }
        }
        let mut whole = [[V::splat(0.0); $to]; $to];
        for y in 0..$to {
            whole[y] = $algorithm.$transform(half[y]);
        }
        whole
    }};
}

/// The number of taps along an axis.
const TAPS: usize = 3;

/// What patches see, transformed: one matrix for each of the cells, with a row for each patch.
///
/// # Safety
///
/// Each of the pointers can be read for `channels` values. `out` can be written for `SIDE² * patches * channels`, by
/// this thread alone.
pub(super) struct Seen<'a, A, const EDGE: usize, const SIDE: usize> {
    pub algorithm: A,
    /// Where the channels of the cells begin that a patch sees.
    pub cells: &'a [[[*const f32; SIDE]; SIDE]],
    pub channels: usize,
    pub out: *mut f32,
}

impl<A: Algorithm<EDGE, SIDE>, const EDGE: usize, const SIDE: usize> Work for Seen<'_, A, EDGE, SIDE> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let algorithm = self.algorithm;
        let matrix = self.cells.len() * self.channels;
        for (patch, cells) in self.cells.iter().enumerate() {
            for channel in (0..self.channels).step_by(V::LANES) {
                let count = self.channels - channel;
                let out = self.out.wrapping_add(patch * self.channels + channel);
                // SAFETY: promised by the caller.
                unsafe {
                    let mut square = [[V::splat(0.0); SIDE]; SIDE];
                    for (square, cells) in square.as_flattened_mut().iter_mut().zip(cells.as_flattened()) {
                        *square = V::load_first(cells.add(channel), count);
                    }
                    let square = both_axes!(algorithm.seen(square), SIDE -> SIDE);
                    for (i, value) in square.as_flattened().iter().enumerate() {
                        value.store_first(out.add(i * matrix), count);
                    }
                }
            }
        }
    }
}

/// A kernel, transformed: from a matrix for each of its nine taps to one for each of the cells.
pub(super) struct Weighted<'a, A, const EDGE: usize, const SIDE: usize> {
    pub algorithm: A,
    pub taps: &'a [f32],
    /// Of a matrix; whole vectors.
    pub len: usize,
    pub out: &'a mut [f32],
}

impl<A: Algorithm<EDGE, SIDE>, const EDGE: usize, const SIDE: usize> Work for Weighted<'_, A, EDGE, SIDE> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let algorithm = self.algorithm;
        let len = self.len;
        assert!(len.is_multiple_of(V::LANES));
        assert!(self.taps.len() == TAPS * TAPS * len && self.out.len() == SIDE * SIDE * len);
        for start in (0..len).step_by(V::LANES) {
            // SAFETY: the instructions are enabled, as the caller promises, and the sizes have just been checked.
            unsafe {
                let mut square = [[V::splat(0.0); TAPS]; TAPS];
                for (tap, value) in square.as_flattened_mut().iter_mut().enumerate() {
                    *value = V::load(self.taps.as_ptr().add(tap * len + start));
                }
                let square = both_axes!(algorithm.weighted(square), TAPS -> SIDE);
                for (i, value) in square.as_flattened().iter().enumerate() {
                    value.store(self.out.as_mut_ptr().add(i * len + start));
                }
            }
        }
    }
}

/// The targets of patches, from the products of what they see and a kernel.
///
/// # Safety
///
/// `products` has a matrix for each of the cells, with a row of `stride` values, whole vectors, for each patch. Each of
/// `outs` that is not null can be read and written for `cols` values, by this thread alone.
pub(super) struct Targets<'a, A, const EDGE: usize, const SIDE: usize> {
    pub algorithm: A,
    pub products: &'a [f32],
    pub stride: usize,
    /// The columns that the products are for.
    pub first: usize,
    pub cols: usize,
    /// Where the targets of a patch lie; null where it reaches beyond the last.
    pub outs: &'a [[[*mut f32; EDGE]; EDGE]],
    /// 0 ignores what is there.
    pub beta: f32,
    /// One value a column.
    pub bias: Option<&'a [f32]>,
}

impl<A: Algorithm<EDGE, SIDE>, const EDGE: usize, const SIDE: usize> Work for Targets<'_, A, EDGE, SIDE> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let algorithm = self.algorithm;
        let matrix = self.outs.len() * self.stride;
        assert!(self.products.len() >= SIDE * SIDE * matrix && self.cols <= self.stride);
        for col in (0..self.cols).step_by(V::LANES) {
            let count = self.cols - col;
            // SAFETY: promised by the caller.
            unsafe {
                let (zero, beta) = (V::splat(0.0), V::splat(self.beta));
                let bias =
                    self.bias.map_or(zero, |bias| V::load_first(bias.as_ptr().add(self.first + col), count));
                for (patch, outs) in self.outs.iter().enumerate() {
                    let from = self.products.as_ptr().add(patch * self.stride + col);
                    let mut square = [[zero; SIDE]; SIDE];
                    for (i, value) in square.as_flattened_mut().iter_mut().enumerate() {
                        *value = V::load(from.add(i * matrix));
                    }
                    let square = both_axes!(algorithm.targets(square), SIDE -> EDGE);
                    for (value, out) in square.as_flattened().iter().zip(outs.as_flattened()) {
                        if !out.is_null() {
                            let out = out.add(self.first + col);
                            let mut value = value.plus(bias);
                            if self.beta != 0.0 {
                                value = beta.times_plus(V::load_first(out, count), value);
                            }
                            value.store_first(out, count);
                        }
                    }
                }
            }
        }
    }
}

/// The gradients of the targets of patches, transformed: one matrix for each of the cells, in panels of columns, with a
/// row for each patch.
///
/// # Safety
///
/// Each of `targets` can be read for `cols` values.
pub(super) struct Gradients<'a, A, const EDGE: usize, const SIDE: usize> {
    pub algorithm: A,
    /// Where the gradients of a patch begin.
    pub targets: &'a [[[*const f32; EDGE]; EDGE]],
    pub cols: usize,
    /// Of a matrix, and the columns of a panel; whole vectors.
    pub len: usize,
    pub panel: usize,
    pub out: &'a mut [f32],
}

impl<A: Algorithm<EDGE, SIDE>, const EDGE: usize, const SIDE: usize> Work for Gradients<'_, A, EDGE, SIDE> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let algorithm = self.algorithm;
        let (rows, whole) = (self.targets.len(), self.cols.next_multiple_of(V::LANES));
        assert!(self.panel.is_multiple_of(V::LANES) && self.len == rows * whole);
        assert!(self.out.len() >= SIDE * SIDE * self.len);
        for first in (0..whole).step_by(self.panel) {
            let width = self.panel.min(whole - first);
            for (patch, targets) in self.targets.iter().enumerate() {
                for col in (0..width).step_by(V::LANES) {
                    let count = self.cols - first - col;
                    // SAFETY: promised by the caller, and the sizes have just been checked.
                    unsafe {
                        let mut square = [[V::splat(0.0); EDGE]; EDGE];
                        for (value, target) in
                            square.as_flattened_mut().iter_mut().zip(targets.as_flattened())
                        {
                            *value = V::load_first(target.add(first + col), count);
                        }
                        let square = both_axes!(algorithm.spread(square), EDGE -> SIDE);
                        let out = self.out.as_mut_ptr().add(first * rows + patch * width + col);
                        for (i, value) in square.as_flattened().iter().enumerate() {
                            value.store(out.add(i * self.len));
                        }
                    }
                }
            }
        }
    }
}

/// The gradient by a kernel, from the sums of products for each of the cells: a matrix for each of its nine taps, on top
/// of `beta` times what is there.
pub(super) struct KernelGradient<'a, A, const EDGE: usize, const SIDE: usize> {
    pub algorithm: A,
    pub sums: &'a [f32],
    /// 0 ignores what is there.
    pub beta: f32,
    pub out: &'a mut [f32],
}

impl<A: Algorithm<EDGE, SIDE>, const EDGE: usize, const SIDE: usize> Work
    for KernelGradient<'_, A, EDGE, SIDE>
{
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let algorithm = self.algorithm;
        let len = self.out.len() / (TAPS * TAPS);
        assert!(self.sums.len() == SIDE * SIDE * len && self.out.len() == TAPS * TAPS * len);
        for start in (0..len).step_by(V::LANES) {
            let count = len - start;
            // SAFETY: the instructions are enabled, as the caller promises, and the sizes have just been checked.
            unsafe {
                let mut square = [[V::splat(0.0); SIDE]; SIDE];
                for (i, value) in square.as_flattened_mut().iter_mut().enumerate() {
                    *value = V::load_first(self.sums.as_ptr().add(i * len + start), count);
                }
                let square = both_axes!(algorithm.gathered(square), SIDE -> TAPS);
                for (i, value) in square.as_flattened().iter().enumerate() {
                    let out = self.out.as_mut_ptr().add(i * len + start);
                    let before = if self.beta == 0.0 { V::splat(0.0) } else { V::load_first(out, count) };
                    before.times_plus(V::splat(self.beta), *value).store_first(out, count);
                }
            }
        }
    }
}
