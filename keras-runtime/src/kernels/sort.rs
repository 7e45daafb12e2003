//! Sorting along an axis, and search in what is sorted.

use std::cmp::Ordering;

use super::reduce::{Around, lanes};

/// The order of numbers in which NaN comes after all others.
pub(crate) fn compare(a: f32, b: f32) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// Calls `f` for each lane along the middle axis with the positions of its elements in ascending order of their values,
/// equal ones in the order in which they stand; or in descending order, where NaN comes first.
pub(crate) fn sorted_lanes(around: Around, x: &[f32], descending: bool, mut f: impl FnMut(&[usize])) {
    // An empty axis may stand beside a vast one.
    let around = if x.is_empty() { (0, 0, 0) } else { around };
    let mut order = Vec::with_capacity(around.1);
    for lane in lanes(around) {
        order.clear();
        order.extend(lane);
        match descending {
            false => order.sort_by(|&i, &j| compare(x[i], x[j])),
            true => order.sort_by(|&i, &j| compare(x[j], x[i])),
        }
        f(&order);
    }
}

/// How many numbers of `sorted` are below `value`, or on the `right` side at most it; NaN is above all.
pub(crate) fn insertion_point(sorted: &[f32], value: f32, right: bool) -> usize {
    sorted.partition_point(|&number| match compare(number, value) {
        Ordering::Less => true,
        Ordering::Equal => right,
        Ordering::Greater => false,
    })
}
