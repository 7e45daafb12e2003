//! Work shared between the threads of rayon.

use std::ops::Range;

use rayon::prelude::*;

/// The number of simple operations, such as multiply-adds, that are worth the waking of another thread.
const WORTH_A_THREAD: usize = 1 << 20;

/// How many threads should share `work` simple operations.
pub(crate) fn threads_for(work: usize) -> usize {
    match work / WORTH_A_THREAD {
        0 | 1 => 1,
        most => most.min(rayon::current_num_threads()),
    }
}

/// Calls `task` with each number below `count`, on several threads if there are several tasks.
pub(crate) fn for_each(count: usize, task: impl Fn(usize) + Sync) {
    match count {
        0 => {}
        1 => task(0),
        _ => spread(count, &task),
    }
}

/// Calls `task` with each part of `len` values and its number, on several threads if there are several parts.
pub(crate) fn for_each_part(values: &mut [f32], len: usize, task: impl Fn(usize, &mut [f32]) + Sync) {
    if values.len() <= len { task(0, values) } else { spread_parts(values, len.max(1), &task) }
}

// By reference to any function, so that what rayon does is compiled once and not for each kernel.

fn spread(count: usize, task: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().with_max_len(1).for_each(task);
}

fn spread_parts(values: &mut [f32], len: usize, task: &(dyn Fn(usize, &mut [f32]) + Sync)) {
    values.par_chunks_mut(len).enumerate().for_each(|(i, part)| task(i, part));
}

/// Piece `index` of the `count` pieces of `range`, equal to within one `unit` and cut at whole units.
pub(crate) fn piece(range: &Range<usize>, unit: usize, index: usize, count: usize) -> Range<usize> {
    let units = range.len().div_ceil(unit);
    let cut = |index: usize| (range.start + units * index / count * unit).min(range.end);
    cut(index)..cut(index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_a_range_once_and_are_cut_at_whole_units() {
        for (len, unit, count) in [(0, 4, 3), (1, 4, 3), (17, 4, 3), (64, 6, 2), (100, 1, 7)] {
            let range = 5..5 + len;
            let mut end = range.start;
            for index in 0..count {
                let piece = piece(&range, unit, index, count);
                assert_eq!(piece.start, end);
                assert!(piece.end == range.end || (piece.end - range.start).is_multiple_of(unit));
                end = piece.end;
            }
            assert_eq!(end, range.end);
        }
    }
}
