//! Sums and means.

use super::{Around, lanes};
use crate::kernels::rows::add_column_sums;

/// `y` is the sum of `x` over the middle axis.
pub(crate) fn sum(around: Around, x: &[f32], y: &mut [f32]) {
    sums_over(around, 1.0, x, y);
}

/// `y` is the mean of `x` over the middle axis.
pub(crate) fn mean(around: Around, x: &[f32], y: &mut [f32]) {
    sums_over(around, around.1 as f64, x, y);
}

fn sums_over(around @ (_, along, after): Around, count: f64, x: &[f32], y: &mut [f32]) {
    y.fill(0.0);
    if after == 1 {
        y.iter_mut().zip(x.chunks_exact(along.max(1))).for_each(|(y, row)| *y = total(row));
    } else {
        add_sums(along, after, x, y);
    }
    if count != 1.0 {
        y.iter_mut().for_each(|y| *y /= count as f32);
    }
    // What has overflowed on the way may be a number after all.
    if y.iter().any(|y| !y.is_finite()) {
        for (y, lane) in y.iter_mut().zip(lanes(around)).filter(|(y, _)| !y.is_finite()) {
            *y = (lane.map(|i| f64::from(x[i])).sum::<f64>() / count) as f32;
        }
    }
}

/// Adds to `y`, of `(before, after)`, the sums of `x`, of `(before, along, after)`, over the middle axis.
pub(crate) fn add_sums(along: usize, after: usize, x: &[f32], y: &mut [f32]) {
    let blocks = x.chunks_exact((along * after).max(1));
    y.chunks_exact_mut(after.max(1)).zip(blocks).for_each(|(y, block)| add_column_sums(block, y));
}

/// Adds `scale * dy` to `g` wherever along the middle axis: the gradient of a sum or a mean.
pub(crate) fn add_sum_gradient((_, along, after): Around, scale: f32, dy: &[f32], g: &mut [f32]) {
    for (g, dy) in g.chunks_exact_mut((along * after).max(1)).zip(dy.chunks_exact(after.max(1))) {
        for row in g.chunks_exact_mut(after.max(1)) {
            row.iter_mut().zip(dy).for_each(|(g, dy)| *g += scale * dy);
        }
    }
}

/// The sum of a slice: short stretches side by side, and those in `f64`, so that the error does not grow with the
/// length.
fn total(x: &[f32]) -> f32 {
    const LANES: usize = 16;
    let stretch = |x: &[f32]| {
        let (blocks, rest) = x.as_chunks::<LANES>();
        let mut lanes = [0.0; LANES];
        for block in blocks {
            lanes.iter_mut().zip(block).for_each(|(lane, x)| *lane += x);
        }
        f64::from(lanes.iter().sum::<f32>() + rest.iter().sum::<f32>())
    };
    x.chunks(16 * LANES).map(stretch).sum::<f64>() as f32
}

/// The sum of squares in eight lanes, which the compiler turns into vector instructions; in `f64`, where the square of an
/// `f32` does not overflow.
pub(crate) fn sum_of_squares(values: &[f32]) -> f64 {
    let chunks = values.chunks_exact(8);
    let tail: f64 = chunks.remainder().iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    let mut lanes = [0.0; 8];
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, &x)| *lane += f64::from(x) * f64::from(x));
    }
    lanes.iter().sum::<f64>() + tail
}
