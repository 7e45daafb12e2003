//! The targets of a convolution in patches.

use std::array;
use std::ops::Range;

use crate::kernels::convolution::lines::Lines;

/// How many targets are along the edge of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Two = 2,
    Four = 4,
}

impl Edge {
    /// The transforms take time by the channels of either side, and save it by the pairs of these: below so many pairs a
    /// channel they are a loss. Measured, as is the rest.
    fn fewest_pairs(self) -> usize {
        match self {
            Self::Two => 16,
            Self::Four => 8,
        }
    }
}

/// Fewer patches that share a kernel make its transform a loss.
const FEWEST_PATCHES: usize = 32;

/// The targets in patches.
pub(in super::super) struct Patches<'a> {
    pub lines: &'a Lines<'a>,
    pub(super) edge: Edge,
    pub high: usize,
    pub wide: usize,
}

impl<'a> Patches<'a> {
    /// Those with the fewest multiplications. Nothing if the windows are others, or if it would not be
    /// worth it for so many channels computed.
    pub fn of(lines: &'a Lines<'a>, channels: usize) -> Option<Self> {
        let [depth, height, width] = &lines.reach;
        let is_flat = depth.taps == 1 && depth.from == 0 && depth.stride == 1 && depth.apart == 1;
        let fits = [height, width]
            .into_iter()
            .all(|axis| axis.taps == 3 && axis.spread == 1 && axis.stride == 1 && axis.apart == 1);
        if !(is_flat && fits && lines.channels.len() == lines.width) {
            return None;
        }
        let pairs = lines.width * channels / (lines.width + channels).max(1);
        let is_worth =
            |patches: &Self| patches.count() >= FEWEST_PATCHES && pairs >= patches.edge.fewest_pairs();
        let patches = [Edge::Four, Edge::Two].map(|edge| Self::with_edge(lines, edge));
        patches.into_iter().filter(is_worth).min_by_key(Self::multiplications)
    }

    fn with_edge(lines: &'a Lines<'a>, edge: Edge) -> Self {
        let [high, wide] = [1, 2].map(|axis| lines.reach[axis].targets.div_ceil(edge as usize));
        Self { lines, edge, high, wide }
    }

    /// The number of patches.
    pub fn count(&self) -> usize {
        self.lines.batch * self.lines.reach[0].targets * self.high * self.wide
    }

    /// The number of cells that a patch sees, and of multiplications a pair of channels.
    pub fn cells(&self) -> usize {
        (self.edge as usize + 2).pow(2)
    }

    fn multiplications(&self) -> usize {
        self.count() * self.cells()
    }

    /// The number of the image, and where in its targets a patch begins.
    pub fn place(&self, patch: usize) -> (usize, usize, usize) {
        let (rest, x) = (patch / self.wide, patch % self.wide);
        let edge = self.edge as usize;
        (rest / self.high, edge * (rest % self.high), edge * x)
    }

    /// The numbers of the targets of a patch; nothing where it reaches beyond the last.
    pub fn targets<const EDGE: usize>(&self, patch: usize) -> [[Option<usize>; EDGE]; EDGE] {
        let [_, height, width] = self.lines.reach.map(|reach| reach.targets);
        let (sample, y, x) = self.place(patch);
        let target = |y, x| (y < height && x < width).then(|| (sample * height + y) * width + x);
        array::from_fn(|i| array::from_fn(|j| target(y + i, x + j)))
    }

    /// Finds where the channels of the cells begin that patches see; `padding` where there are none.
    pub fn find<const SIDE: usize>(
        &self,
        patches: Range<usize>,
        padding: &[f32],
        cells: &mut [[[*const f32; SIDE]; SIDE]],
    ) {
        let Lines { source, width: channels, .. } = *self.lines;
        let [_, height, width] = &self.lines.reach;
        for (patch, cells) in patches.zip(cells) {
            let (sample, y, x) = self.place(patch);
            for (i, cells) in cells.iter_mut().enumerate() {
                let row = height.at(y, i).map(|y| (sample * height.source + y) * width.source);
                for (j, cell) in cells.iter_mut().enumerate() {
                    let from = row.zip(width.at(x, j)).map(|(row, x)| (row + x) * channels);
                    *cell = from.map_or(padding, |from| &source[from..][..channels]).as_ptr();
                }
            }
        }
    }
}
