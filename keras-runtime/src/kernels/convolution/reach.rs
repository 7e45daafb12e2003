//! Which elements of an axis are seen from where.

use crate::kernels::windows::Axis;

/// Along one axis, target `i` is at position `first + i * apart` of the result, and its tap `k` sees element
/// `from + i * stride + k * spread` of the source, if there is one; that tap is number `tap + k * tap_step` of the
/// kernel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
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

impl Reach {
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
        let step = (1..=stride).find(|step| step * dilation % stride == 0).unwrap_or(stride);
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
                spread: step * dilation / stride,
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

    /// The number in the kernel of a tap.
    pub fn tap(&self, tap: usize) -> usize {
        self.tap.wrapping_add_signed(tap as isize * self.tap_step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::windows::{Padding, Window};

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
                    for reach in Reach::backward(&axis) {
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
