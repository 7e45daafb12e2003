//! What the targets of a depthwise convolution see.

use std::iter;
use std::ops::Range;

use smallvec::SmallVec;

use crate::kernels::tap_map::TapMap;
use crate::kernels::windows::Axis;

/// Which taps see what, along one axis: a map for each phase, one after the other.
pub(super) type Phases = SmallVec<[TapMap; 2]>;

/// Which taps of a target see what, in images of `channels`.
pub(super) struct Taps {
    pub channels: usize,
    pub phases: [Phases; 3],
    /// The sizes of an image of targets.
    pub sizes: [usize; 3],
    /// The sizes of the kernel.
    pub windows: [usize; 3],
}

/// A row of the source that targets see: where it begins, and the number of the first tap that sees it.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub source: usize,
    pub tap: usize,
}

/// The lines of a target.
pub(super) type Lines = SmallVec<[Line; 16]>;

impl Taps {
    /// A target is an output: it sees the elements of its window.
    pub fn forward(axes: &[Axis; 3], channels: usize) -> Self {
        let phases = [0, 1, 2].map(|i| [TapMap::forward(&axes[i])].into_iter().collect());
        Self { channels, phases, sizes: axes.map(|axis| axis.output), windows: axes.map(|axis| axis.window) }
    }

    /// A target is an element of the image: it sees the outputs whose windows see it.
    pub fn backward(axes: &[Axis; 3], channels: usize) -> Self {
        let phases = [0, 1, 2].map(|i| TapMap::backward(&axes[i]).collect());
        Self { channels, phases, sizes: axes.map(|axis| axis.input), windows: axes.map(|axis| axis.window) }
    }

    /// The number of values in a row of targets.
    pub fn row(&self) -> usize {
        self.sizes[2] * self.channels
    }

    /// Finds the lines that the targets of a row see, of which there are so many in the batch before it.
    pub fn find(&self, row: usize, lines: &mut Lines) {
        lines.clear();
        let [depth, height, _] = self.sizes;
        let (image, z, y) = (row / height / depth, row / height % depth, row % height);
        let [(depth, z), (height, y)] = [(0, z), (1, y)].map(|(axis, at)| {
            let phase = &self.phases[axis][at % self.phases[axis].len()];
            (phase, at / phase.apart)
        });
        let width = self.phases[2][0].source;
        for kz in 0..depth.taps {
            let Some(z) = depth.at(z, kz) else { continue };
            for ky in 0..height.taps {
                let Some(y) = height.at(y, ky) else { continue };
                let cells = ((image * depth.source + z) * height.source + y) * width;
                let tap = (depth.tap(kz) * self.windows[1] + height.tap(ky)) * self.windows[2];
                lines.push(Line { source: cells * self.channels, tap });
            }
        }
    }
}

/// Targets along the last axis, and the taps of which each of them sees something: those that see something with all taps
/// together, up to `most` of them, the others alone.
pub(super) fn tiles(map: &TapMap, most: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let inside = if map.taps > 0 { map.seeing(0..map.taps, &(0..map.targets)) } else { 0..0 };
    let mut target = 0;
    iter::from_fn(move || {
        let start = target;
        if inside.contains(&start) {
            target += most.min(1 << (inside.end - start).ilog2());
            return Some((start..target, 0..map.taps));
        }
        target += 1;
        let sees = |tap: &usize| map.at(start, *tap).is_some();
        let first = (0..map.taps).find(sees).unwrap_or(0);
        let end = (0..map.taps).rfind(sees).map_or(first, |last| last + 1);
        (start < map.targets).then_some((start..target, first..end))
    })
}
