//! The targets of a depthwise convolution, a few neighbours along a row at a time: their sums stay in registers.
#![allow(unsafe_code)]

use super::taps::{Line, Lines, Taps, tiles};
use crate::kernels::matmul::micro::{Vector, Work};

/// The most targets of a tile.
const TARGETS: usize = 4;
/// The registers of a target.
const VECTORS: usize = 2;

/// Rows of targets: each value is the sum, over the taps of the target, of what the tap sees times its weight.
///
/// # Safety
///
/// `source` is as long as the images that `taps` tells of, up to the last of these rows, and `kernel` as its windows.
pub(super) struct Targets<'a> {
    pub taps: &'a Taps,
    pub source: &'a [f32],
    pub kernel: &'a [f32],
    /// Where sums begin: a value for each channel.
    pub bias: Option<&'a [f32]>,
    /// Whether they begin with what is there.
    pub adds: bool,
    /// The number of the first row, counted through the batch.
    pub first: usize,
    pub out: &'a mut [f32],
}

impl Work for Targets<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        let Self { taps, source, kernel, bias, adds, first, out } = self;
        let channels = taps.channels;
        let mut lines = Lines::new();
        for (i, out) in out.chunks_exact_mut(taps.row()).enumerate() {
            taps.find(first + i, &mut lines);
            for map in &taps.phases[2] {
                for (targets, seeing) in tiles(map, TARGETS) {
                    let cell = map.from + (targets.start * map.stride + seeing.start * map.spread) as isize;
                    let target = map.first + targets.start * map.apart;
                    let tile = Tile {
                        lines: &lines,
                        channels,
                        source: source.as_ptr().wrapping_offset(cell * channels as isize),
                        apart: map.stride * channels,
                        taps: seeing.len(),
                        spread: map.spread * channels,
                        weights: kernel.as_ptr().wrapping_add(map.tap(seeing.start) * channels),
                        tap_step: map.tap_step * channels as isize,
                        bias,
                        adds,
                        out: out.as_mut_ptr().wrapping_add(target * channels),
                        out_apart: map.apart * channels,
                    };
                    // SAFETY: each of these taps of each of these targets sees a cell of the source, and the
                    // targets lie in the row.
                    unsafe {
                        match targets.len() {
                            1 => tile.compute::<V, 1>(),
                            2 => tile.compute::<V, 2>(),
                            _ => tile.compute::<V, TARGETS>(),
                        }
                    }
                }
            }
        }
    }
}

/// Where some targets find what they see.
struct Tile<'a> {
    lines: &'a [Line],
    channels: usize,
    /// What the first tap of the first target sees, as if its line were the first of the source; that of the next target,
    /// and of the next tap.
    source: *const f32,
    apart: usize,
    taps: usize,
    spread: usize,
    weights: *const f32,
    tap_step: isize,
    bias: Option<&'a [f32]>,
    adds: bool,
    out: *mut f32,
    out_apart: usize,
}

impl Tile<'_> {
    /// # Safety
    ///
    /// The instructions of `V` are enabled, and the tile is one of so many targets.
    #[inline(always)]
    unsafe fn compute<V: Vector, const COUNT: usize>(&self) {
        let (mut channel, end) = (0, self.channels);
        // SAFETY: promised by the caller; the channels end where `count` says.
        unsafe {
            while channel + VECTORS * V::LANES <= end {
                self.sums::<V, COUNT, VECTORS>(channel, V::LANES);
                channel += VECTORS * V::LANES;
            }
            if channel + V::LANES <= end {
                self.sums::<V, COUNT, 1>(channel, V::LANES);
                channel += V::LANES;
            }
            if channel < end {
                self.sums::<V, COUNT, 1>(channel, end - channel);
            }
        }
    }

    /// The sums of some channels: whole registers, or `count` values of one.
    ///
    /// # Safety
    ///
    /// As above, and there are so many channels from `channel` on.
    #[inline(always)]
    unsafe fn sums<V: Vector, const COUNT: usize, const VECTORS: usize>(&self, channel: usize, count: usize) {
        // SAFETY: promised by the caller.
        unsafe {
            let mut sums = [[V::splat(0.0); VECTORS]; COUNT];
            let out = self.out.wrapping_add(channel);
            for (i, sums) in sums.iter_mut().enumerate() {
                for (j, sum) in sums.iter_mut().enumerate() {
                    if self.adds {
                        *sum = V::load_first(out.add(i * self.out_apart + j * V::LANES), count);
                    } else if let Some(bias) = self.bias {
                        *sum = V::load_first(bias.as_ptr().add(channel + j * V::LANES), count);
                    }
                }
            }
            for line in self.lines {
                let mut source = self.source.wrapping_add(line.source + channel);
                let mut weights = self.weights.wrapping_add(line.tap * self.channels + channel);
                for _ in 0..self.taps {
                    let mut factors = [V::splat(0.0); VECTORS];
                    for (j, factor) in factors.iter_mut().enumerate() {
                        *factor = V::load_first(weights.add(j * V::LANES), count);
                    }
                    for (i, sums) in sums.iter_mut().enumerate() {
                        for (j, (sum, factor)) in sums.iter_mut().zip(factors).enumerate() {
                            let seen = V::load_first(source.add(i * self.apart + j * V::LANES), count);
                            *sum = seen.times_plus(factor, *sum);
                        }
                    }
                    source = source.wrapping_add(self.spread);
                    weights = weights.wrapping_offset(self.tap_step);
                }
            }
            for (i, sums) in sums.iter().enumerate() {
                for (j, sum) in sums.iter().enumerate() {
                    sum.store_first(out.add(i * self.out_apart + j * V::LANES), count);
                }
            }
        }
    }
}
