//! The gradient of a depthwise convolution by its kernel, from a few neighbouring outputs at a time: their gradients stay
//! in registers.
#![allow(unsafe_code)]

use super::taps::{Line, Lines, Taps, tiles};
use crate::kernels::matmul::micro::{Vector, Work};

/// The most outputs of a tile.
const OUTPUTS: usize = 8;

/// How far the sums of a tap are from those of the next. With 1024 channels and no line between, all taps would share a
/// set of the first cache with the image, and each load would wait for a store that only looks like its own.
pub(super) fn sums_stride(channels: usize) -> usize {
    channels + 16
}

/// Adds the gradient by the kernel, from some images, to `sums`.
///
/// # Safety
///
/// `x` and `dy` are as long as as many images as `taps` tells of; `sums` has a row of [`sums_stride`] for
/// each tap of its windows.
pub(super) struct ByKernel<'a> {
    pub taps: &'a Taps,
    pub x: &'a [f32],
    pub dy: &'a [f32],
    pub sums: &'a mut [f32],
}

impl Work for ByKernel<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let Self { taps, x, dy, sums } = self;
        let (channels, stride) = (taps.channels, sums_stride(taps.channels));
        let mut lines = Lines::new();
        for (i, dy) in dy.chunks_exact(taps.row()).enumerate() {
            taps.find(i, &mut lines);
            for map in &taps.phases[2] {
                for (outputs, seeing) in tiles(map, OUTPUTS) {
                    let cell = map.from + (outputs.start * map.stride + seeing.start * map.spread) as isize;
                    let tile = Tile {
                        lines: &lines,
                        channels,
                        x: x.as_ptr().wrapping_offset(cell * channels as isize),
                        apart: map.stride * channels,
                        taps: seeing.len(),
                        spread: map.spread * channels,
                        dy: dy.as_ptr().wrapping_add(outputs.start * channels),
                        sums: sums.as_mut_ptr().wrapping_add(seeing.start * stride),
                        stride,
                    };
                    // SAFETY: each of these taps of each of these outputs sees a cell of the image, and the
                    // outputs lie in the row.
                    unsafe {
                        match outputs.len() {
                            1 => tile.add::<V, 1>(),
                            2 => tile.add::<V, 2>(),
                            4 => tile.add::<V, 4>(),
                            _ => tile.add::<V, OUTPUTS>(),
                        }
                    }
                }
            }
        }
    }
}

/// Where some outputs find what they see.
struct Tile<'a> {
    lines: &'a [Line],
    channels: usize,
    /// What the first tap of the first output sees, as if its line were the first of the image; that of the next output,
    /// and of the next tap.
    x: *const f32,
    apart: usize,
    taps: usize,
    spread: usize,
    dy: *const f32,
    sums: *mut f32,
    stride: usize,
}

impl Tile<'_> {
    /// # Safety
    ///
    /// The instructions of `V` are enabled, and the tile is one of so many outputs.
    #[inline(always)]
    unsafe fn add<V: Vector, const COUNT: usize>(&self) {
        let (end, whole) = (self.channels, self.channels / V::LANES * V::LANES);
        // SAFETY: promised by the caller; the channels end where `count` says.
        unsafe {
            for channel in (0..whole).step_by(V::LANES) {
                self.products::<V, COUNT>(channel, V::LANES);
            }
            if whole < end {
                self.products::<V, COUNT>(whole, end - whole);
            }
        }
    }

    /// Adds the products of `count` channels, at most a register of them.
    ///
    /// # Safety
    ///
    /// As above, and there are so many channels from `channel` on.
    #[inline(always)]
    unsafe fn products<V: Vector, const COUNT: usize>(&self, channel: usize, count: usize) {
        // SAFETY: promised by the caller.
        unsafe {
            let mut dy = [V::splat(0.0); COUNT];
            for (i, dy) in dy.iter_mut().enumerate() {
                *dy = V::load_first(self.dy.add(i * self.channels + channel), count);
            }
            for line in self.lines {
                let mut x = self.x.wrapping_add(line.source + channel);
                let mut to = self.sums.wrapping_add(line.tap * self.stride + channel);
                for _ in 0..self.taps {
                    let mut sum = V::load_first(to, count);
                    for (i, dy) in dy.iter().enumerate() {
                        sum = V::load_first(x.add(i * self.apart), count).times_plus(*dy, sum);
                    }
                    sum.store_first(to, count);
                    x = x.wrapping_add(self.spread);
                    to = to.wrapping_add(self.stride);
                }
            }
        }
    }
}
