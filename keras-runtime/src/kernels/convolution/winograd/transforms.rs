//! The transforms, along one axis and both.
//!
//! With `B`, `G` and `A` of Lavin and Gray's F(2 × 2, 3 × 3), a patch is `Aᵀ ((G g Gᵀ) ∘ (Bᵀ d B)) A`, and what it
//! contributes to the gradient by the kernel is `Gᵀ ((A y Aᵀ) ∘ (Bᵀ d B)) G`.
#![allow(unsafe_code)]

use super::{CELLS, SIDE};
use crate::kernels::matmul::micro::{Vector, Work};

/// `a - b`
///
/// # Safety
///
/// The instructions of `V` are enabled; so for all that follow.
#[inline(always)]
unsafe fn minus<V: Vector>(a: V, b: V) -> V {
    // SAFETY: promised by the caller.
    unsafe { b.times_plus(V::splat(-1.0), a) }
}

/// `Bᵀ d`
#[inline(always)]
unsafe fn seen<V: Vector>([a, b, c, d]: [V; 4]) -> [V; 4] {
    // SAFETY: promised by the caller.
    unsafe { [minus(a, c), b.plus(c), minus(c, b), minus(b, d)] }
}

/// `G g`
#[inline(always)]
unsafe fn weighted<V: Vector>([a, b, c]: [V; 3]) -> [V; 4] {
    // SAFETY: promised by the caller.
    unsafe {
        let half = V::splat(0.5);
        let (outer, inner) = (a.plus(c), b.times_plus(half, V::splat(0.0)));
        [a, outer.times_plus(half, inner), minus(outer.times_plus(half, V::splat(0.0)), inner), c]
    }
}

/// `Aᵀ m`
#[inline(always)]
unsafe fn targets<V: Vector>([a, b, c, d]: [V; 4]) -> [V; 2] {
    // SAFETY: promised by the caller.
    unsafe { [a.plus(b).plus(c), minus(minus(b, c), d)] }
}

/// `A y`
#[inline(always)]
unsafe fn spread<V: Vector>([a, b]: [V; 2]) -> [V; 4] {
    // SAFETY: promised by the caller.
    unsafe { [a, a.plus(b), minus(a, b), minus(V::splat(0.0), b)] }
}

/// `Gᵀ m`
#[inline(always)]
unsafe fn gathered<V: Vector>([a, b, c, d]: [V; 4]) -> [V; 3] {
    // SAFETY: promised by the caller.
    unsafe {
        let half = V::splat(0.5);
        let sum = b.plus(c);
        [sum.times_plus(half, a), minus(b, c).times_plus(half, V::splat(0.0)), sum.times_plus(half, d)]
    }
}

/// Applies a transform along both axes of a square.
macro_rules! both {
    ($transform:ident($square:expr): $from:literal -> $to:literal) => {{
        let square = $square;
        let mut half = [[square[0][0]; $from]; $to];
        for x in 0..$from {
            let column = $transform(std::array::from_fn(|y| square[y][x]));
            for y in 0..$to {
                half[y][x] = column[y];
            }
        }
        let mut whole = [[half[0][0]; $to]; $to];
        for y in 0..$to {
            whole[y] = $transform(half[y]);
        }
        whole
    }};
}

/// What patches see, transformed: one matrix for each of the cells, with a row for each patch.
///
/// # Safety
///
/// Each of the pointers can be read for `channels` values. `out` can be written for `CELLS * patches * channels`, by
/// this thread alone.
pub(super) struct Seen<'a> {
    /// Where the channels of the cells begin that a patch sees.
    pub cells: &'a [[*const f32; CELLS]],
    pub channels: usize,
    pub out: *mut f32,
}

impl Work for Seen<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let matrix = self.cells.len() * self.channels;
        for (patch, cells) in self.cells.iter().enumerate() {
            for channel in (0..self.channels).step_by(V::LANES) {
                let count = self.channels - channel;
                let out = self.out.wrapping_add(patch * self.channels + channel);
                // SAFETY: promised by the caller.
                unsafe {
                    let mut square = [[V::splat(0.0); SIDE]; SIDE];
                    for (i, cell) in cells.iter().enumerate() {
                        square[i / SIDE][i % SIDE] = V::load_first(cell.add(channel), count);
                    }
                    let square = both!(seen(square): 4 -> 4);
                    for (i, value) in square.as_flattened().iter().enumerate() {
                        value.store_first(out.add(i * matrix), count);
                    }
                }
            }
        }
    }
}

/// A kernel, transformed: from a matrix for each of its nine taps to one for each of the cells.
pub(super) struct Weighted<'a> {
    pub taps: &'a [f32],
    /// Of a matrix; whole vectors.
    pub len: usize,
    pub out: &'a mut [f32],
}

impl Work for Weighted<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let len = self.len;
        assert!(len.is_multiple_of(V::LANES) && self.taps.len() == 9 * len && self.out.len() == CELLS * len);
        for start in (0..len).step_by(V::LANES) {
            // SAFETY: the instructions are enabled, as the caller promises, and the sizes have just been checked.
            unsafe {
                let mut square = [[V::splat(0.0); 3]; 3];
                for tap in 0..9 {
                    square[tap / 3][tap % 3] = V::load(self.taps.as_ptr().add(tap * len + start));
                }
                let square = both!(weighted(square): 3 -> 4);
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
pub(super) struct Targets<'a> {
    pub products: &'a [f32],
    pub stride: usize,
    /// The columns that the products are for.
    pub first: usize,
    pub cols: usize,
    /// Where the targets of a patch lie; null where it reaches beyond the last.
    pub outs: &'a [[*mut f32; 4]],
    /// 0 ignores what is there.
    pub beta: f32,
    /// One value a column.
    pub bias: Option<&'a [f32]>,
}

impl Work for Targets<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let matrix = self.outs.len() * self.stride;
        assert!(self.products.len() >= CELLS * matrix && self.cols <= self.stride);
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
                    for i in 0..CELLS {
                        square[i / SIDE][i % SIDE] = V::load(from.add(i * matrix));
                    }
                    let square = both!(targets(square): 4 -> 2);
                    for (value, out) in square.as_flattened().iter().zip(outs) {
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
pub(super) struct Gradients<'a> {
    /// Where the gradients of a patch begin.
    pub targets: &'a [[*const f32; 4]],
    pub cols: usize,
    /// Of a matrix, and the columns of a panel; whole vectors.
    pub len: usize,
    pub panel: usize,
    pub out: &'a mut [f32],
}

impl Work for Gradients<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let (rows, whole) = (self.targets.len(), self.cols.next_multiple_of(V::LANES));
        assert!(self.panel.is_multiple_of(V::LANES) && self.len == rows * whole);
        assert!(self.out.len() >= CELLS * self.len);
        for first in (0..whole).step_by(self.panel) {
            let width = self.panel.min(whole - first);
            for (patch, targets) in self.targets.iter().enumerate() {
                for col in (0..width).step_by(V::LANES) {
                    let count = self.cols - first - col;
                    // SAFETY: promised by the caller, and the sizes have just been checked.
                    unsafe {
                        let [a, b, c, d] =
                            targets.map(|target| V::load_first(target.add(first + col), count));
                        let square = both!(spread([[a, b], [c, d]]): 2 -> 4);
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
pub(super) struct KernelGradient<'a> {
    pub sums: &'a [f32],
    /// 0 ignores what is there.
    pub beta: f32,
    pub out: &'a mut [f32],
}

impl Work for KernelGradient<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let len = self.sums.len() / CELLS;
        assert!(self.sums.len() == CELLS * len && self.out.len() == 9 * len);
        for start in (0..len).step_by(V::LANES) {
            let count = len - start;
            // SAFETY: the instructions are enabled, as the caller promises, and the sizes have just been checked.
            unsafe {
                let mut square = [[V::splat(0.0); SIDE]; SIDE];
                for i in 0..CELLS {
                    square[i / SIDE][i % SIDE] =
                        V::load_first(self.sums.as_ptr().add(i * len + start), count);
                }
                let square = both!(gathered(square): 4 -> 3);
                for (i, value) in square.as_flattened().iter().enumerate() {
                    let out = self.out.as_mut_ptr().add(i * len + start);
                    let before = if self.beta == 0.0 { V::splat(0.0) } else { V::load_first(out, count) };
                    before.times_plus(V::splat(self.beta), *value).store_first(out, count);
                }
            }
        }
    }
}
