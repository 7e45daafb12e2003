//! Where the left operand of a convolution lies in the image.

use std::cell::RefCell;
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

    /// The batch and the targets along each axis of a row.
    pub fn target(&self, row: usize) -> (usize, [usize; 3]) {
        let [depth, height, width] = self.reach.map(|reach| reach.targets);
        let (rest, x) = (row / width, row % width);
        let (rest, y) = (rest / height, rest % height);
        (rest / depth, [rest % depth, y, x])
    }

    /// Calls `put` with each line of some rows: the number of its segment, the number of its row among these, and
    /// where it begins. Lines live as long as `spare` is left alone.
    pub fn find(&self, rows: Range<usize>, spare: &mut [f32], mut put: impl FnMut(usize, usize, *const f32)) {
        let len = self.len();
        if self.segments() == 0 {
            return;
        }
        let (padding, mut spare) = spare.split_at_mut(len);
        padding.fill(0.0);
        let padding = padding.as_ptr();
        let [depth, height, width] = &self.reach;
        for (i, row) in rows.enumerate() {
            let (sample, [z, y, x]) = self.target(row);
            let mut segment = 0;
            for kz in 0..depth.taps {
                for ky in 0..height.taps {
                    let cells = depth.at(z, kz).zip(height.at(y, ky));
                    let cells =
                        cells.map(|(z, y)| ((sample * depth.source + z) * height.source + y) * width.source);
                    if self.joins() {
                        let line = cells.map_or(padding, |cells| self.run(cells, x, &mut spare));
                        put(segment, i, line);
                        segment += 1;
                        continue;
                    }
                    for kx in 0..width.taps {
                        let cell = cells.zip(width.at(x, kx)).map(|(cells, x)| cells + x);
                        let line = cell.map(|cell| &self.source[cell * self.width..][self.channels.clone()]);
                        put(segment, i, line.map_or(padding, <[f32]>::as_ptr));
                        segment += 1;
                    }
                }
            }
        }
    }

    /// The line of all taps along the last axis, which begins at `cells`; copied if it reaches into the padding.
    #[inline]
    fn run(&self, cells: usize, x: usize, spare: &mut &mut [f32]) -> *const f32 {
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
