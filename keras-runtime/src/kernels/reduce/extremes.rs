//! Extremes, and where they are. There is at least one element along the axis.

use super::{Around, lanes};

/// `y` is the largest of `sign * x` over the middle axis, times `sign`: the largest or the smallest of `x`. NaN wins.
pub(crate) fn extreme(around: Around, sign: f32, x: &[f32], y: &mut [f32]) {
    for (y, lane) in y.iter_mut().zip(lanes(around)) {
        *y = sign * first_largest(lane.map(|i| sign * x[i])).1;
    }
}

/// Adds to `g` the gradient of [`extreme`]; equal ones share it.
pub(crate) fn add_extreme_gradient(around: Around, x: &[f32], y: &[f32], dy: &[f32], g: &mut [f32]) {
    for ((y, dy), lane) in y.iter().zip(dy).zip(lanes(around)) {
        let equals = || lane.clone().filter(|&i| x[i] == *y);
        let share = *dy / equals().count() as f32;
        equals().for_each(|i| g[i] += share);
    }
}

/// `y` says where along the middle axis the largest of `x` stands, the first of equal ones.
pub(crate) fn argmax(around: Around, x: &[f32], y: &mut [f32]) {
    for (y, lane) in y.iter_mut().zip(lanes(around)) {
        *y = first_largest(lane.map(|i| x[i])).0 as f32;
    }
}

/// The first of the largest values, and which it is; the first NaN if there is one.
fn first_largest(values: impl Iterator<Item = f32>) -> (usize, f32) {
    let better = |best: (usize, f32), next: (usize, f32)| {
        let replaces = next.1 > best.1 || (next.1.is_nan() && !best.1.is_nan());
        if replaces { next } else { best }
    };
    values.enumerate().reduce(better).expect("there is an element along the axis")
}
