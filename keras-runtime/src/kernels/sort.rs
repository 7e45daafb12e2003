//! Sorting along an axis, and search in what is sorted.

use std::cmp::Ordering;

use super::parallel;
use super::parallel::parts_mut;
use super::reduce::{Around, lanes};

/// The order of numbers in which NaN comes after all others.
pub(crate) fn compare(a: f32, b: f32) -> Ordering {
    a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

/// About how many elements are sorted before `sorted_lanes` shows their lanes.
const BLOCK: usize = 1 << 16;

/// Calls `f` for each lane along the middle axis with the positions of its elements in ascending order of their values,
/// equal ones in the order in which they stand; or in descending order, where NaN comes first.
pub(crate) fn sorted_lanes(around: Around, x: &[f32], descending: bool, mut f: impl FnMut(&[usize])) {
    // An empty axis may stand beside a vast one.
    let around = if x.is_empty() { (0, 0, 0) } else { around };
    let along = around.1;
    if u32::try_from(along).is_err() {
        return lanes(around).for_each(|lane| f(&compared(lane, x, descending)));
    }
    // The value of an element as an integer, and below it where it stands in its lane: integers are sorted in less time, and none
    // are equal.
    let key = |(i, value): (usize, f32)| {
        let value = ordered(value);
        u64::from(if descending { !value } else { value }) << 32 | i as u64
    };
    let mut positions = vec![0; along];
    let mut lanes = lanes(around).peekable();
    let mut keys = Vec::new();
    while lanes.peek().is_some() {
        let block: Vec<_> = lanes.by_ref().take((BLOCK / along).max(1)).collect();
        keys.clear();
        keys.resize(block.len() * along, 0);
        let work = keys.len() * along.ilog2().max(1) as usize;
        parallel::each(parallel::threads_for(work), parts_mut(&mut keys, along), |lane, keys: &mut [u64]| {
            let values = block[lane].clone().map(|position| x[position]).enumerate();
            keys.iter_mut().zip(values.map(key)).for_each(|(to, key)| *to = key);
            sort(keys);
        });
        for (lane, keys) in block.iter().zip(keys.chunks_exact(along)) {
            let (mut rest, step) = (lane.clone(), around.2);
            let first = rest.next().unwrap_or_default();
            positions.iter_mut().zip(keys).for_each(|(to, &key)| *to = first + key as u32 as usize * step);
            f(&positions);
        }
    }
}

/// Fewer keys are sorted by comparison.
const FEW: usize = 200;

/// Sorts keys whose lower halves ascend: a radix sort by the bytes of their upper halves, which keeps the order of equals.
fn sort(keys: &mut [u64]) {
    if keys.len() < FEW {
        return keys.sort_unstable();
    }
    const BYTES: [u32; 4] = [32, 40, 48, 56];
    let digit = |key: u64, shift: u32| (key >> shift) as usize & 0xFF;
    let mut counts = [[0_usize; 256]; BYTES.len()];
    for &key in &*keys {
        for (counts, shift) in counts.iter_mut().zip(BYTES) {
            counts[digit(key, shift)] += 1;
        }
    }
    let mut other = vec![0; keys.len()];
    let (mut from, mut to): (&mut [u64], &mut [u64]) = (keys, &mut other);
    let mut swaps = 0;
    for (counts, shift) in counts.iter_mut().zip(BYTES) {
        // A byte that all keys share sorts nothing.
        if counts[digit(from[0], shift)] == from.len() {
            continue;
        }
        let mut start = 0;
        for count in counts.iter_mut() {
            start += std::mem::replace(count, start);
        }
        for &key in &*from {
            let place = &mut counts[digit(key, shift)];
            to[*place] = key;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
        swaps += 1;
    }
    if swaps % 2 == 1 {
        to.copy_from_slice(from);
    }
}

/// An integer that is in the same order as the numbers of [`compare`], with equal ones for equal numbers.
fn ordered(value: f32) -> u32 {
    if value.is_nan() {
        return u32::MAX;
    }
    const SIGN: u32 = 1 << 31;
    match value.to_bits() {
        // The zeros are equal.
        0 | SIGN => SIGN,
        bits if bits & SIGN == 0 => bits | SIGN,
        bits => !bits,
    }
}

/// The positions of a lane in the order of their values.
fn compared(lane: impl Iterator<Item = usize>, x: &[f32], descending: bool) -> Vec<usize> {
    let mut order: Vec<usize> = lane.collect();
    match descending {
        false => order.sort_by(|&i, &j| compare(x[i], x[j])),
        true => order.sort_by(|&i, &j| compare(x[j], x[i])),
    }
    order
}

/// How many numbers of `sorted` are below `value`, or on the `right` side at most it; NaN is above all.
pub(crate) fn insertion_point(sorted: &[f32], value: f32, right: bool) -> usize {
    sorted.partition_point(|&number| match compare(number, value) {
        Ordering::Less => true,
        Ordering::Equal => right,
        Ordering::Greater => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_are_sorted_as_by_comparison() {
        let special =
            [f32::NAN, -f32::NAN, 0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, 1e-45, -1e-45, f32::MAX];
        let number = |i: usize| match i * 7919 % 31 {
            place @ 0..9 => special[place],
            // Some are equal.
            place => (place as f32 * 12.9898).sin() * 4.0_f32.powi((i % 3) as i32) as i32 as f32,
        };
        for around in
            [(1, 1, 1), (3, 17, 5), (1, 1000, 1), (200, 401, 1), (2, 70_001, 1), (0, 4, 2), (3, 0, 2)]
        {
            let x: Vec<f32> = (0..around.0 * around.1 * around.2).map(number).collect();
            for descending in [false, true] {
                let mut found: Vec<Vec<usize>> = Vec::new();
                sorted_lanes(around, &x, descending, |lane| found.push(lane.to_vec()));
                let around = if x.is_empty() { (0, 0, 0) } else { around };
                let expected: Vec<_> = lanes(around).map(|lane| compared(lane, &x, descending)).collect();
                assert!(found == expected, "{around:?} {descending}");
            }
        }
    }
}
