//! Which elements of an axis are seen from where.

use std::ops::Range;

use crate::kernels::windows::Axis;

/// Along one axis, target `i` is at position `first + i * apart` of the result, and its tap `k` sees element
/// `from + i * stride + k * spread` of the source, if there is one; that tap is number `tap + k * tap_step` of the
/// kernel.
#[derive(Clone, Copy, Debug)]
pub(super) struct TapMap {
    /// The number of targets.
    pub targets: usize,
    pub first: usize,
    pub apart: usize,
    /// The number of elements of the source.
    pub source: usize,
    pub from: isize,
    pub stride: usize,
    /// The number of taps.
    pub taps: usize,
    pub spread: usize,
    pub tap: usize,
    pub tap_step: isize,
}

impl TapMap {
    /// Each window sees its elements.
    pub fn forward(axis: &Axis) -> Self {
        Self {
            targets: axis.output,
            first: 0,
            apart: 1,
            source: axis.input,
            from: -(axis.before as isize),
            stride: axis.stride,
            taps: axis.window,
            spread: axis.dilation,
            tap: 0,
            tap_step: 1,
        }
    }

    /// Each element sees the windows that see it. Where windows move by several elements, neighbours are seen by
    /// different taps: elements so far apart that the same taps see them make a phase. No product with a tap that
    /// sees nothing is computed.
    pub fn backward(axis: &Axis) -> impl Iterator<Item = Self> {
        let Axis { input, output, window, stride, dilation, before } = *axis;
        // Taps so far apart see the same elements from one window to another.
        let shared = greatest_common_divisor(stride, dilation);
        let step = stride / shared;
        (0..stride.min(input)).map(move |first| {
            let sees = |tap: &usize| tap * dilation % stride == (first + before) % stride;
            let count = (0..window).filter(sees).count();
            let last = (0..window).rfind(sees).unwrap_or(0);
            // Taken in reverse: the last tap sees the first window.
            Self {
                targets: (input - first).div_ceil(stride),
                first,
                apart: stride,
                source: output,
                from: ((first + before) as isize - (last * dilation) as isize).div_euclid(stride as isize),
                stride: 1,
                taps: count,
                spread: dilation / shared,
                tap: last,
                tap_step: -(step as isize),
            }
        })
    }

    /// The element that a tap of a target sees.
    #[inline]
    pub fn at(&self, target: usize, tap: usize) -> Option<usize> {
        let element = self.from + (target * self.stride + tap * self.spread) as isize;
        usize::try_from(element).ok().filter(|&element| element < self.source)
    }

    /// Those of `targets` of which each of `taps`, at least one, sees an element: neighbours, perhaps none.
    pub fn seeing(&self, taps: Range<usize>, targets: &Range<usize>) -> Range<usize> {
        // The first of the taps begins at `from + target * stride`, and below `room` the last is inside.
        let from = self.from + (taps.start * self.spread) as isize;
        let room = self.source as isize - ((taps.len() - 1) * self.spread) as isize - from;
        let at_least = |place: isize| place.max(0).unsigned_abs().div_ceil(self.stride);
        let start = at_least(-from).clamp(targets.start, targets.end);
        start..at_least(room).clamp(start, targets.end)
    }

    /// The number in the kernel of a tap.
    pub fn tap(&self, tap: usize) -> usize {
        self.tap.wrapping_add_signed(tap as isize * self.tap_step)
    }
}

/// Of two numbers of which the first is not 0.
fn greatest_common_divisor(mut a: usize, mut b: usize) -> usize {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::windows::{Padding, Window};

    #[test]
    fn targets_that_see_enough_are_found_at_once() {
        let reach = |from, stride, spread| TapMap {
            targets: 9,
            first: 0,
            apart: 1,
            source: 11,
            from,
            stride,
            taps: 3,
            spread,
            tap: 0,
            tap_step: 1,
        };
        for (from, stride, spread) in
            [(-1, 1, 1), (0, 1, 1), (-2, 2, 1), (3, 1, 2), (-20, 1, 1), (20, 3, 1), (-5, 3, 4)]
        {
            let reach = reach(from, stride, spread);
            for (taps, targets) in [(0..3, 0..9), (1..2, 0..9), (2..3, 4..6), (0..2, 3..3)] {
                let sees = |target: &usize| taps.clone().all(|tap| reach.at(*target, tap).is_some());
                let expected: Vec<usize> = targets.clone().filter(sees).collect();
                let seeing = reach.seeing(taps.clone(), &targets);
                assert!(targets.start <= seeing.start && seeing.end <= targets.end);
                assert_eq!(seeing.collect::<Vec<_>>(), expected, "{reach:?} {taps:?} {targets:?}");
            }
        }
    }

    #[test]
    fn every_pair_of_element_and_window_is_seen_from_both_sides_once() {
        for (size, stride, dilation) in
            [(1, 1, 1), (3, 1, 1), (3, 2, 1), (2, 3, 1), (3, 1, 2), (4, 2, 3), (5, 4, 2)]
        {
            for padding in [Padding::Valid, Padding::Same, Padding::Causal] {
                for input in 1..14 {
                    let Some(axis) = (Window { size, stride, dilation, padding }).along(input) else {
                        continue;
                    };
                    let mut pairs = vec![];
                    for o in 0..axis.output {
                        pairs.extend((0..size).filter_map(|tap| Some((axis.at(o, tap)?, tap, o))));
                    }
                    pairs.sort_unstable();
                    let (mut seen, mut targets) = (vec![], vec![]);
                    for reach in TapMap::backward(&axis) {
                        for i in 0..reach.targets {
                            let element = reach.first + i * reach.apart;
                            targets.push(element);
                            let taps = 0..reach.taps;
                            seen.extend(
                                taps.filter_map(|tap| Some((element, reach.tap(tap), reach.at(i, tap)?))),
                            );
                        }
                    }
                    seen.sort_unstable();
                    targets.sort_unstable();
                    assert_eq!(seen, pairs, "{axis:?}");
                    assert_eq!(targets, (0..input).collect::<Vec<_>>(), "{axis:?}");
                }
            }
        }
    }
}
