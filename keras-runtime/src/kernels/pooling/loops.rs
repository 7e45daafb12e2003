//! The loops over windows, all channels of a cell side by side.

use std::ops::Range;

use super::Pooling;
use crate::kernels::simd::{Arithmetic, Loop};
use crate::kernels::windows::Axis;

/// At least so many cells are added up before their sum joins those of others, so that the error of large sums is small.
const PART: usize = 16;

/// The cells that a window sees, along each axis.
type Seen = [Range<usize>; 3];

impl Pooling {
    /// The windows of a row that is counted through the batch: their image, and what they see; in order.
    #[inline(always)]
    fn row(&self, row: usize) -> (usize, impl Iterator<Item = Seen> + '_) {
        let [depth, height, width] = &self.axes;
        let (image, d, h) = self.geometry().place(row);
        let seen = |axis: &Axis, window| match self.adaptive {
            true => adapted(axis, window),
            false => axis.neighbours(window),
        };
        let (d, h) = (seen(depth, d), seen(height, h));
        (image, (0..width.output).map(move |w| [d.clone(), h.clone(), seen(width, w)]))
    }

    /// Where in an image the values are that a window sees: line after line.
    #[inline(always)]
    fn lines(&self, [d, h, w]: Seen) -> impl Iterator<Item = Range<usize>> {
        let ([_, height, width], channels) = (self.axes, self.channels);
        d.flat_map(move |d| h.clone().map(move |h| (d * height.input + h) * width.input))
            .map(move |line| (line + w.start) * channels..(line + w.end) * channels)
    }
}

/// The elements that a window sees which adapts to its axis: neighbours share those that are cut.
#[inline(always)]
fn adapted(axis: &Axis, window: usize) -> Range<usize> {
    // Not rounded, and without overflow: the input is less than a `usize` holds, and so is the output.
    let cut = |window: usize| (window as u128 * axis.input as u128, axis.output as u128);
    let ((start, all), (end, _)) = (cut(window), cut(window + 1));
    (start / all) as usize..end.div_ceil(all) as usize
}

/// The largest value of each window, in rows of `y` that begin at row `first`.
pub(super) struct Max<'a> {
    pub pooling: &'a Pooling,
    pub x: &'a [f32],
    pub first: usize,
    pub y: &'a mut [f32],
}

impl Loop for Max<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { pooling, x, first, y } = self;
        let (channels, (from, _)) = (pooling.channels, pooling.geometry().sizes());
        let row = pooling.geometry().row();
        for (i, y) in y.chunks_exact_mut(row).enumerate() {
            let (image, windows) = pooling.row(first + i);
            let x = &x[image * from..][..from];
            for (y, seen) in y.chunks_exact_mut(channels).zip(windows) {
                y.fill(f32::NEG_INFINITY);
                for line in pooling.lines(seen) {
                    for cell in x[line].chunks_exact(channels) {
                        for (y, &x) in y.iter_mut().zip(cell) {
                            *y = if x > *y || x.is_nan() { x } else { *y };
                        }
                    }
                }
            }
        }
    }
}

/// The sum of each window, or its mean, in rows of `y` that begin at row `first`.
pub(super) struct Sum<'a> {
    pub pooling: &'a Pooling,
    pub x: &'a [f32],
    pub first: usize,
    pub y: &'a mut [f32],
    pub mean: bool,
    pub beta: f32,
    /// Memory for two cells.
    pub sums: &'a mut [f32],
}

impl Loop for Sum<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { pooling, x, first, y, mean, beta, sums } = self;
        let (channels, (from, _)) = (pooling.channels, pooling.geometry().sizes());
        let (total, some) = sums.split_at_mut(channels);
        let row = pooling.geometry().row();
        for (i, y) in y.chunks_exact_mut(row).enumerate() {
            let (image, windows) = pooling.row(first + i);
            let x = &x[image * from..][..from];
            for (y, seen) in y.chunks_exact_mut(channels).zip(windows) {
                let part = seen[2].len().isqrt().max(PART) * channels;
                let count = if mean { count(&seen) } else { 1.0 };
                total.fill(0.0);
                for line in pooling.lines(seen) {
                    for part in x[line].chunks(part) {
                        some.fill(0.0);
                        for cell in part.chunks_exact(channels) {
                            some.iter_mut().zip(cell).for_each(|(sum, x)| *sum += x);
                        }
                        total.iter_mut().zip(&*some).for_each(|(total, sum)| *total += sum);
                    }
                }
                match beta {
                    0.0 => y.iter_mut().zip(&*total).for_each(|(y, total)| *y = total / count),
                    _ => y.iter_mut().zip(&*total).for_each(|(y, total)| *y += total / count),
                }
            }
        }
    }
}

/// Adds the gradient `dy` of each maximum to that of the first value that is it, in one image.
pub(super) struct MaxGradient<'a> {
    pub pooling: &'a Pooling,
    pub x: &'a [f32],
    pub y: &'a [f32],
    pub dy: &'a [f32],
    pub g: &'a mut [f32],
    /// Memory for one cell.
    pub rest: &'a mut [f32],
}

impl Loop for MaxGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { pooling, x, y, dy, g, rest } = self;
        let channels = pooling.channels;
        let row = pooling.geometry().row();
        for (i, (y, dy)) in y.chunks_exact(row).zip(dy.chunks_exact(row)).enumerate() {
            let cells = y.chunks_exact(channels).zip(dy.chunks_exact(channels));
            for ((y, dy), seen) in cells.zip(pooling.row(i).1) {
                rest.copy_from_slice(dy);
                for line in pooling.lines(seen) {
                    let cells =
                        x[line.clone()].chunks_exact(channels).zip(g[line].chunks_exact_mut(channels));
                    for (x, g) in cells {
                        for (((g, rest), x), y) in g.iter_mut().zip(&mut *rest).zip(x).zip(y) {
                            let (found, left) = if x == y { (*rest, 0.0) } else { (0.0, *rest) };
                            *g += found;
                            *rest = left;
                        }
                    }
                }
            }
        }
    }
}

/// Adds the gradient `dy` of each sum, or mean, to those of what its window sees, in one image.
pub(super) struct SumGradient<'a> {
    pub pooling: &'a Pooling,
    pub dy: &'a [f32],
    pub g: &'a mut [f32],
    pub mean: bool,
}

impl Loop for SumGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let Self { pooling, dy, g, mean } = self;
        let channels = pooling.channels;
        for (i, dy) in dy.chunks_exact(pooling.geometry().row()).enumerate() {
            for (dy, seen) in dy.chunks_exact(channels).zip(pooling.row(i).1) {
                let share = if mean { 1.0 / count(&seen) } else { 1.0 };
                for line in pooling.lines(seen) {
                    for g in g[line].chunks_exact_mut(channels) {
                        g.iter_mut().zip(dy).for_each(|(g, dy)| *g += share * dy);
                    }
                }
            }
        }
    }
}

/// How many cells a window sees.
#[inline(always)]
fn count(seen: &Seen) -> f32 {
    seen.iter().map(ExactSizeIterator::len).product::<usize>() as f32
}
