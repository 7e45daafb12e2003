//! Windows that move along an axis, as those of convolutions and poolings do.

use std::ops::Range;

/// What lies beyond the ends of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// Nothing: windows stay inside.
    Valid,
    /// As much, half on each side, as gives a window for every `stride` elements; the odd one at the end.
    Same,
    /// As much before the beginning: a window ends at the element that it stands for.
    Causal,
}

/// A window and how it moves along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The number of elements that it sees, at least 1.
    pub size: usize,
    /// How far it moves at a time, at least 1.
    pub stride: usize,
    /// How far apart the elements are that it sees, at least 1.
    pub dilation: usize,
    /// What lies beyond the ends.
    pub padding: Padding,
}

impl Window {
    /// The window on an axis that is not there.
    pub const ONE: Window = Window { size: 1, stride: 1, dilation: 1, padding: Padding::Valid };

    /// From the first element that it sees to the last.
    pub const fn extent(&self) -> usize {
        (self.size - 1).saturating_mul(self.dilation).saturating_add(1)
    }

    /// How many windows there are along `input` elements; `None` if one alone is longer.
    ///
    /// ```
    /// use keras_runtime::kernels::windows::{Padding, Window};
    ///
    /// let window = Window { size: 3, stride: 2, ..Window::ONE };
    /// assert_eq!(window.count(28), Some(13));
    /// assert_eq!(Window { padding: Padding::Same, ..window }.count(28), Some(14));
    /// assert_eq!(window.count(2), None);
    /// ```
    pub const fn count(&self, input: usize) -> Option<usize> {
        match self.padding {
            Padding::Valid if input < self.extent() => None,
            Padding::Valid => Some((input - self.extent()) / self.stride + 1),
            Padding::Same | Padding::Causal => Some(input.div_ceil(self.stride)),
        }
    }

    /// The windows along `input` elements; `None` if one alone is longer.
    pub const fn along(&self, input: usize) -> Option<Axis> {
        let Some(output) = self.count(input) else { return None };
        let before = match self.padding {
            Padding::Valid => 0,
            Padding::Causal => self.extent() - 1,
            Padding::Same => {
                (output.saturating_sub(1) * self.stride + self.extent()).saturating_sub(input) / 2
            }
        };
        // To a window, or a tap, that is not there the way may be of any length: here it is none that cannot be gone.
        let stride = if output > 1 || self.stride < input {
            self.stride
        } else if input > 0 {
            input
        } else {
            1
        };
        let dilation = if self.size > 1 { self.dilation } else { 1 };
        Some(Axis { input, output, window: self.size, stride, dilation, before })
    }

    /// The windows of a transposed convolution: there are as many as `elements`, each adds what its element sends, and
    /// what they add to is the [`input`](Axis::input) of the axis. `longer` is Keras's `output_padding`.
    pub const fn from(&self, elements: usize, longer: Option<usize>) -> Axis {
        let (extent, stride) = (self.extent(), self.stride);
        let steps = elements.saturating_sub(1).saturating_mul(stride);
        // How much longer than the steps the axis is, and how much of all windows hangs over at its beginning.
        let (rest, over) = match (self.padding, longer) {
            (Padding::Same, None) => (stride, extent.saturating_sub(stride) / 2),
            (Padding::Same, Some(longer)) => {
                ((extent % 2).saturating_add(longer), (extent - extent % 2).saturating_sub(longer) / 2)
            }
            (_, None) => (if extent > stride { extent } else { stride }, 0),
            (_, Some(longer)) => (extent.saturating_add(longer), 0),
        };
        let Window { size: window, stride, .. } = *self;
        let dilation = if window > 1 { self.dilation } else { 1 };
        Axis { input: steps.saturating_add(rest), output: elements, window, stride, dilation, before: over }
    }
}

/// The windows along an axis: tap `k` of window `o` sees element `o * stride + k * dilation - before`, or the padding
/// if there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The number of elements.
    pub input: usize,
    /// The number of windows.
    pub output: usize,
    /// The number of taps of a window.
    pub window: usize,
    /// How far a window is from the next.
    pub stride: usize,
    /// How far a tap is from the next.
    pub dilation: usize,
    /// How many elements of padding lie before the first.
    pub before: usize,
}

impl Axis {
    /// The axis that is not there.
    pub const ONE: Axis = Axis { input: 1, output: 1, window: 1, stride: 1, dilation: 1, before: 0 };

    /// The element that tap `tap` of window `output` sees; `None` if it is padding.
    #[inline]
    pub fn at(&self, output: usize, tap: usize) -> Option<usize> {
        let element = (output * self.stride + tap * self.dilation).checked_sub(self.before)?;
        (element < self.input).then_some(element)
    }

    /// The element that one of the [`taps`](Self::taps) of window `output` sees.
    #[inline]
    pub fn element(&self, output: usize, tap: usize) -> usize {
        output * self.stride + tap * self.dilation - self.before
    }

    /// The taps of window `output` that see elements.
    #[inline]
    pub fn taps(&self, output: usize) -> Range<usize> {
        let start = output * self.stride;
        let first = self.before.saturating_sub(start).div_ceil(self.dilation);
        let end = (self.input + self.before).saturating_sub(start).div_ceil(self.dilation);
        let end = end.min(self.window);
        first.min(end)..end
    }

    /// The elements that window `output` sees, where its taps are neighbours: the `dilation` is 1.
    #[inline]
    pub fn neighbours(&self, output: usize) -> Range<usize> {
        debug_assert_eq!(self.dilation, 1);
        let start = output * self.stride;
        let end = (start + self.window).saturating_sub(self.before).min(self.input);
        start.saturating_sub(self.before).min(end)..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows() -> impl Iterator<Item = (Window, usize)> {
        let paddings = [Padding::Valid, Padding::Same, Padding::Causal];
        let sizes = (1..5).flat_map(|size| (1..4).map(move |stride| (size, stride)));
        sizes.flat_map(move |(size, stride)| {
            (1..4).flat_map(move |dilation| {
                paddings.into_iter().flat_map(move |padding| {
                    (1..12).map(move |input| (Window { size, stride, dilation, padding }, input))
                })
            })
        })
    }

    #[test]
    fn the_taps_and_elements_that_are_seen_are_in_one_range() {
        for (axis, o) in windows()
            .filter_map(|(window, input)| window.along(input))
            .flat_map(|axis| (0..axis.output).map(move |o| (axis, o)))
        {
            let seen: Vec<usize> = (0..axis.window).filter(|&tap| axis.at(o, tap).is_some()).collect();
            assert_eq!(axis.taps(o).collect::<Vec<_>>(), seen, "{axis:?}, window {o}");
            if axis.dilation == 1 {
                let elements: Vec<usize> = seen.iter().filter_map(|&tap| axis.at(o, tap)).collect();
                assert_eq!(axis.neighbours(o).collect::<Vec<_>>(), elements, "{axis:?}, window {o}");
            }
        }
    }

    #[test]
    fn windows_of_no_padding_see_no_padding_and_leave_less_than_a_stride() {
        for (window, input) in windows().filter(|(window, _)| window.padding == Padding::Valid) {
            let Some(axis) = window.along(input) else {
                assert!(input < window.extent());
                continue;
            };
            let last = axis.output - 1;
            assert!(axis.at(0, 0) == Some(0) && axis.at(last, window.size - 1).is_some());
            assert!(last * window.stride + window.extent() + window.stride > input);
        }
    }
}
