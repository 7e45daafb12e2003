//! The sums of a tile, which stay in registers while they grow.

use super::Vector;

/// Steps in depth between two looks at whether it is done. Fewer leave the speed to where in memory the loop happens to
/// lie, and with more the compiler runs out of registers.
const UNROLLED: usize = 4;

/// The values of a line of the caches.
const LINE: usize = 16;

/// `ROWS` × `VECTORS` registers. Each size is compiled for each instruction set: there is nothing generic in here besides,
/// such as a closure, that would be compiled as often.
///
/// # Safety
///
/// Every function may be called only where the instructions of `V` are enabled, and inlines there. What it is told to
/// read and write is there.
pub(in crate::kernels) struct Sums<V, const ROWS: usize, const VECTORS: usize>(pub [[V; VECTORS]; ROWS]);

/// What a sum becomes before it is written.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Finish<'a> {
    /// So many times what is there is added; 0 ignores it.
    pub beta: f32,
    /// Added to each row; one value a column.
    pub bias: Option<&'a [f32]>,
    /// The first column of the tile, in the bias.
    pub col: usize,
    /// The columns from there on; the tile has at least one in each of its vectors.
    pub cols: usize,
}

impl Finish<'_> {
    /// How many columns there are in a vector of the tile.
    #[inline(always)]
    fn columns<const WHOLE: bool>(self, vector: usize, lanes: usize) -> usize {
        if WHOLE { lanes } else { (self.cols - vector * lanes).min(lanes) }
    }
}

/// Rows that begin `stride` after each other.
#[inline(always)]
pub(in crate::kernels) fn places<const ROWS: usize>(first: *mut f32, stride: usize) -> [*mut f32; ROWS] {
    let mut places = [first; ROWS];
    for (i, place) in places.iter_mut().enumerate() {
        *place = first.wrapping_add(i * stride);
    }
    places
}

/// The rows that are read after those of a tile: a line of each, and then their next lines. Tiles are no higher than a line is
/// long, so that a place a step is enough.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Ahead {
    next: *const f32,
    stride: usize,
}

impl Ahead {
    /// The rows from `first` on, which begin `stride` after each other. They need not be memory.
    pub fn of(first: *const f32, stride: usize) -> Self {
        Self { next: first.wrapping_add(LINE * stride).wrapping_sub(LINE), stride }
    }

    /// Goes on to the next lines of the rows, if those of step `k` in depth are done.
    #[inline(always)]
    fn turn(&mut self, k: usize) {
        if k.is_multiple_of(LINE) {
            self.next = self.next.wrapping_add(LINE).wrapping_sub(LINE * self.stride);
        }
    }

    #[inline(always)]
    fn next(&mut self) -> *const f32 {
        let next = self.next;
        self.next = next.wrapping_add(self.stride);
        next
    }
}

impl<V: Vector, const ROWS: usize, const VECTORS: usize> Sums<V, ROWS, VECTORS> {
    /// No sums yet. Where they will be written, each row at its place, is fetched meanwhile.
    #[inline(always)]
    pub unsafe fn begin(places: &[*mut f32; ROWS]) -> Self {
        // SAFETY: promised by the caller.
        unsafe {
            for &row in places {
                V::prefetch(row);
                V::prefetch(row.wrapping_add(VECTORS * V::LANES - 1));
            }
            Self([[V::splat(0.0); VECTORS]; ROWS])
        }
    }

    /// Adds `depth` steps: the values of row `i` follow each other from `rows[i]`, and the columns of a step begin
    /// `right_step` after those of the step before. What is `ahead` is fetched meanwhile.
    #[inline(always)]
    pub unsafe fn add_rows(
        &mut self,
        rows: [*const f32; ROWS],
        depth: usize,
        mut right: *const f32,
        right_step: usize,
        mut ahead: Ahead,
    ) {
        let whole = depth / UNROLLED * UNROLLED;
        // SAFETY: promised by the caller.
        unsafe {
            for k in (0..whole).step_by(UNROLLED) {
                ahead.turn(k);
                for k in k..k + UNROLLED {
                    V::prefetch(ahead.next());
                    self.add(&values(&rows, k), right);
                    right = right.wrapping_add(right_step);
                }
            }
            for k in whole..depth {
                self.add(&values(&rows, k), right);
                right = right.wrapping_add(right_step);
            }
        }
    }

    /// Adds `depth` steps: the values of a step, one a row, lie together, and begin `left_step` after those of the
    /// step before; its columns likewise.
    #[inline(always)]
    pub unsafe fn add_panel(
        &mut self,
        mut left: *const f32,
        left_step: usize,
        depth: usize,
        mut right: *const f32,
        right_step: usize,
    ) {
        // SAFETY: promised by the caller.
        unsafe {
            for _ in 0..depth / UNROLLED {
                for _ in 0..UNROLLED {
                    self.add(&*left.cast(), right);
                    left = left.wrapping_add(left_step);
                    right = right.wrapping_add(right_step);
                }
            }
            for _ in 0..depth % UNROLLED {
                self.add(&*left.cast(), right);
                left = left.wrapping_add(left_step);
                right = right.wrapping_add(right_step);
            }
        }
    }

    /// Adds a step for each of `lines`: its values, one a row, lie together `start` after the line's begin, and its
    /// columns `right_step` after those of the step before.
    #[inline(always)]
    pub unsafe fn add_lines(
        &mut self,
        lines: &[*const f32],
        start: usize,
        mut right: *const f32,
        right_step: usize,
    ) {
        let (whole, rest) = lines.as_chunks::<UNROLLED>();
        // SAFETY: promised by the caller.
        unsafe {
            for lines in whole {
                for line in lines {
                    self.add(&*line.add(start).cast(), right);
                    right = right.wrapping_add(right_step);
                }
            }
            for line in rest {
                self.add(&*line.add(start).cast(), right);
                right = right.wrapping_add(right_step);
            }
        }
    }

    /// Adds the products of a value for each row and the columns that begin at `right`.
    #[inline(always)]
    unsafe fn add(&mut self, left: &[f32; ROWS], right: *const f32) {
        // SAFETY: promised by the caller.
        unsafe {
            let mut columns = [V::splat(0.0); VECTORS];
            for (v, column) in columns.iter_mut().enumerate() {
                *column = V::load(right.add(v * V::LANES));
            }
            for (sums, &value) in self.0.iter_mut().zip(left) {
                let value = V::splat(value);
                for (sum, &column) in sums.iter_mut().zip(&columns) {
                    *sum = value.times_plus(column, *sum);
                }
            }
        }
    }

    /// Writes each row to its place.
    #[inline(always)]
    pub unsafe fn write(self, finish: Finish<'_>, places: &[*mut f32; ROWS]) {
        // SAFETY: promised by the caller.
        unsafe {
            if finish.cols >= VECTORS * V::LANES {
                self.write_columns::<true>(finish, places);
            } else {
                self.write_columns::<false>(finish, places);
            }
        }
    }

    /// Writes all the columns if the tile is `WHOLE`, else those that there are.
    #[inline(always)]
    unsafe fn write_columns<const WHOLE: bool>(mut self, finish: Finish<'_>, places: &[*mut f32; ROWS]) {
        // SAFETY: promised by the caller.
        unsafe {
            if finish.beta != 0.0 {
                let beta = V::splat(finish.beta);
                for (sums, &row) in self.0.iter_mut().zip(places) {
                    for (v, sum) in sums.iter_mut().enumerate() {
                        let there =
                            V::load_first(row.add(v * V::LANES), finish.columns::<WHOLE>(v, V::LANES));
                        *sum = beta.times_plus(there, *sum);
                    }
                }
            }
            if let Some(bias) = finish.bias {
                let from = bias.as_ptr().add(finish.col);
                let mut bias = [V::splat(0.0); VECTORS];
                for (v, bias) in bias.iter_mut().enumerate() {
                    *bias = V::load_first(from.add(v * V::LANES), finish.columns::<WHOLE>(v, V::LANES));
                }
                for sums in &mut self.0 {
                    for (sum, &bias) in sums.iter_mut().zip(&bias) {
                        *sum = sum.plus(bias);
                    }
                }
            }
            for (sums, &row) in self.0.iter().zip(places) {
                for (v, sum) in sums.iter().enumerate() {
                    sum.store_first(row.add(v * V::LANES), finish.columns::<WHOLE>(v, V::LANES));
                }
            }
        }
    }
}

/// The values of the rows at a depth.
#[inline(always)]
unsafe fn values<const ROWS: usize>(rows: &[*const f32; ROWS], k: usize) -> [f32; ROWS] {
    let mut values = [0.0; ROWS];
    for (value, row) in values.iter_mut().zip(rows) {
        // SAFETY: promised by the caller.
        *value = unsafe { *row.add(k) };
    }
    values
}
