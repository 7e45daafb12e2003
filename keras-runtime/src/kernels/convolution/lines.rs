//! Where the left operand of a convolution lies in the image.

use std::cell::RefCell;
use std::iter;
use std::ops::Range;

use super::reach::Reach;

/// What the targets of a convolution see. Each is a row of a matrix that nobody writes down: its lines, one after the
/// other, are found in the image. Neighbouring taps whose values are neighbours in memory make one line.
pub(super) struct Lines<'a> {
    pub batch: usize,
    pub reach: [Reach; 3],
    pub source: &'a [f32],
    /// The number of channels of the source, and those that are seen.
    pub width: usize,
    pub channels: Range<usize>,
}

/// Rows that follow each other along the last axis.
pub(super) struct Run {
    /// The number of the first among the rows asked for.
    pub first: usize,
    pub sample: usize,
    pub z: usize,
    pub y: usize,
    pub x: Range<usize>,
}

impl Lines<'_> {
    /// The number of targets.
    pub fn rows(&self) -> usize {
        self.batch * self.reach.iter().map(|reach| reach.targets).product::<usize>()
    }

    /// How many lines a row has.
    pub fn segments(&self) -> usize {
        let [depth, height, width] = self.reach.map(|reach| reach.taps);
        depth * height * if self.joins() { width.min(1) } else { width }
    }

    /// How long a line is.
    pub fn len(&self) -> usize {
        if self.joins() { self.reach[2].taps * self.channels.len() } else { self.channels.len() }
    }

    /// Whether all taps along the last axis are neighbours in memory.
    fn joins(&self) -> bool {
        self.reach[2].spread == 1 && self.channels.len() == self.width
    }

    /// How much memory [`find`](Self::find) needs for so many rows: for padding, and for lines that reach into it.
    pub fn spare(&self, rows: usize) -> usize {
        self.len() * if self.joins() { 1 + rows * self.segments() } else { 1 }
    }

    /// Cuts rows where they do not follow each other along the last axis.
    pub fn runs(&self, rows: Range<usize>) -> impl Iterator<Item = Run> {
        let [depth, height, width] = self.reach.map(|reach| reach.targets);
        let mut row = rows.start;
        iter::from_fn(move || {
            (row < rows.end).then(|| {
                let (rest, start) = (row / width, row % width);
                let (rest, y) = (rest / height, rest % height);
                let x = start..width.min(start + rows.end - row);
                let run = Run { first: row - rows.start, sample: rest / depth, z: rest % depth, y, x };
                row += run.x.len();
                run
            })
        })
    }

    /// Finds where the lines of some rows begin: line `s` of row `i` at `table[s * rows.len() + i]`. They live as
    /// long as `spare` is left alone.
    pub fn find(&self, rows: Range<usize>, spare: &mut [f32], table: &mut [*const f32]) {
        let len = self.len();
        if self.segments() == 0 || rows.is_empty() {
            return;
        }
        let (padding, mut spare) = spare.split_at_mut(len);
        padding.fill(0.0);
        let padding = padding.as_ptr();
        let [depth, height, width] = &self.reach;
        let taps = if self.joins() { 1 } else { width.taps };
        for run in self.runs(rows.clone()) {
            let mut segments = table.chunks_exact_mut(rows.len());
            for (kz, ky) in (0..depth.taps).flat_map(|kz| (0..height.taps).map(move |ky| (kz, ky))) {
                let cells = depth.at(run.z, kz).zip(height.at(run.y, ky));
                let cells =
                    cells.map(|(z, y)| ((run.sample * depth.source + z) * height.source + y) * width.source);
                for (kx, segment) in (0..taps).zip(&mut segments) {
                    let lines = &mut segment[run.first..][..run.x.len()];
                    let Some(cells) = cells else {
                        lines.fill(padding);
                        continue;
                    };
                    for (line, x) in lines.iter_mut().zip(run.x.clone()) {
                        *line = if self.joins() {
                            self.line(cells, x, &mut spare)
                        } else {
                            width.at(x, kx).map_or(padding, |x| {
                                self.source[(cells + x) * self.width..][self.channels.clone()].as_ptr()
                            })
                        };
                    }
                }
            }
        }
    }

    /// The line of all taps along the last axis, which begins at `cells`; copied if it reaches into the padding.
    #[inline]
    fn line(&self, cells: usize, x: usize, spare: &mut &mut [f32]) -> *const f32 {
        let width = &self.reach[2];
        let first = width.from + (x * width.stride) as isize;
        let end = first + width.taps as isize;
        if first >= 0 && end <= width.source as isize {
            return self.source[(cells + first as usize) * self.width..][..self.len()].as_ptr();
        }
        let (line, rest) = std::mem::take(spare).split_at_mut(self.len());
        *spare = rest;
        line.fill(0.0);
        let inside = first.clamp(0, width.source as isize)..end.clamp(0, width.source as isize);
        let from = &self.source[(cells + inside.start as usize) * self.width..];
        let to = &mut line[((inside.start - first) as usize * self.width).min(self.len())..];
        let len = (inside.end - inside.start).max(0) as usize * self.width;
        to[..len].copy_from_slice(&from[..len]);
        line.as_ptr()
    }
}

/// Lends `use_it` a table of `len` places for lines, which the thread keeps from one call to the next.
pub(super) fn with_table<R>(len: usize, use_it: impl FnOnce(&mut [*const f32]) -> R) -> R {
    thread_local! {
        static SPARE: RefCell<Vec<Vec<*const f32>>> = const { RefCell::new(Vec::new()) };
    }
    let mut table = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
    if table.len() < len {
        table.resize(len, std::ptr::null());
    }
    let result = use_it(&mut table[..len]);
    SPARE.with_borrow_mut(|spare| spare.push(table));
    result
}
