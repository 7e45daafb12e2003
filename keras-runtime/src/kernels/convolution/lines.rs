//! Where the left operand of a convolution lies in the image.

use std::cell::RefCell;
use std::iter;
use std::ops::Range;

use crate::kernels::tap_map::TapMap;

/// What the targets of a convolution see. Each is a row of a matrix that nobody writes down: its lines, one after the
/// other, are found in the image. Neighbouring taps whose values are neighbours in memory make one line.
pub(super) struct Lines<'a> {
    pub batch: usize,
    pub reach: [TapMap; 3],
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
        let (lines, together) = if self.joins() { (1, width.taps) } else { (width.taps, 1) };
        for run in self.runs(rows.clone()) {
            let mut segments = table.chunks_exact_mut(rows.len());
            for (kz, ky) in (0..depth.taps).flat_map(|kz| (0..height.taps).map(move |ky| (kz, ky))) {
                let cells = depth.at(run.z, kz).zip(height.at(run.y, ky));
                let cells =
                    cells.map(|(z, y)| ((run.sample * depth.source + z) * height.source + y) * width.source);
                for (kx, segment) in (0..lines).zip(&mut segments) {
                    let lines = &mut segment[run.first..][..run.x.len()];
                    let Some(cells) = cells else {
                        lines.fill(padding);
                        continue;
                    };
                    let seeing = width.seeing(kx..kx + together, &run.x);
                    let (before, rest) = lines.split_at_mut(seeing.start - run.x.start);
                    let (inside, after) = rest.split_at_mut(seeing.len());
                    let outside =
                        before.iter_mut().zip(run.x.start..).chain(after.iter_mut().zip(seeing.end..));
                    for (line, x) in outside {
                        *line = if self.joins() { self.edge(cells, x, &mut spare) } else { padding };
                    }
                    if let Some(first) = width.at(seeing.start, kx).filter(|_| !inside.is_empty()) {
                        let step = width.stride * self.width;
                        let seen = (seeing.len() - 1) * step + len;
                        let source =
                            &self.source[(cells + first) * self.width + self.channels.start..][..seen];
                        for (i, line) in inside.iter_mut().enumerate() {
                            *line = source.as_ptr().wrapping_add(i * step);
                        }
                    }
                }
            }
        }
    }

    /// The line of all taps of target `x` in the cells from `cells` on, of which only a part is there: the others are
    /// padding.
    fn edge(&self, cells: usize, x: usize, spare: &mut &mut [f32]) -> *const f32 {
        let width = &self.reach[2];
        let (line, rest) = std::mem::take(spare).split_at_mut(self.len());
        *spare = rest;
        let first = width.from + (x * width.stride) as isize;
        let [start, end] = [first, first + width.taps as isize]
            .map(|cell| cell.clamp(0, width.source as isize) as usize * self.width);
        let before = (start as isize - first * self.width as isize).clamp(0, line.len() as isize) as usize;
        let (padding, rest) = line.split_at_mut(before);
        let (inside, after) = rest.split_at_mut(end - start);
        padding.fill(0.0);
        inside.copy_from_slice(&self.source[cells * self.width + start..][..end - start]);
        after.fill(0.0);
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
