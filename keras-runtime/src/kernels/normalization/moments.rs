//! The mean and the variance of each column.

use super::inputs::Columns;
use super::{COST, rows_in_a_part};
use crate::kernels::isa::Isa;
use crate::kernels::parallel::{self, each, parts, parts_mut};
use crate::kernels::scratch;
use crate::kernels::simd::{Arithmetic, Loop, run_on};

/// Columns that are worked on together.
const TILE: usize = 256;

/// Elements of a block, which stays in the nearest cache.
const BLOCK: usize = 8192;

/// The mean and the variance of each group of columns of each sample; the variance is the mean square of the distances
/// from the mean, which is called biased.
///
/// # Panics
///
/// If a slice has not the length that `shape` says.
///
/// ```
/// use keras_runtime::kernels::normalization::{Columns, moments};
///
/// let shape = Columns { samples: 1, rows: 2, cols: 2, groups: 2 };
/// let (mut mean, mut variance) = ([0.0; 2], [0.0; 2]);
/// moments(shape, &[1.0, 1000.0, 3.0, 1001.0], &mut mean, &mut variance);
/// assert_eq!((mean, variance), ([2.0, 1000.5], [1.0, 0.25]));
/// ```
pub fn moments(shape: Columns, x: &[f32], mean: &mut [f32], variance: &mut [f32]) {
    moments_on(Isa::chosen(), shape, x, mean, variance);
}

pub(super) fn moments_on(isa: Isa, shape: Columns, x: &[f32], mean: &mut [f32], variance: &mut [f32]) {
    let (sample, groups) = (shape.sample(), shape.groups);
    assert!(x.len() == shape.samples * sample);
    assert!(mean.len() == shape.samples * groups && variance.len() == mean.len());
    if x.is_empty() {
        mean.fill(f32::NAN);
        return variance.fill(f32::NAN);
    }
    let all = (parts_mut(mean, groups), parts_mut(variance, groups), parts(x, sample));
    each(shape.threads(), all, |_, (mean, variance, x)| of_sample(isa, shape.cols, x, mean, variance));
}

fn of_sample(isa: Isa, cols: usize, x: &[f32], mean: &mut [f32], variance: &mut [f32]) {
    // Rows of few columns are taken several at a time, as one row of more; what is left over is a part of its own.
    let wide = Columns::together(cols) * cols;
    let (whole, rest) = x.split_at(x.len() / wide * wide);
    let part = rows_in_a_part(wide) * wide;
    let count = whole.len().div_ceil(part);
    scratch::with(NUMBERS * (count * wide + 2 * cols), |memory| {
        let (of_parts, memory) = memory.split_at_mut(NUMBERS * count * wide);
        let (of_rest, of_columns) = memory.split_at_mut(NUMBERS * cols);
        let of_part = |x: &[f32], out: &mut [f32]| run_on(isa, Moments { x, out });
        let all = (parts(whole, part), parts_mut(of_parts, NUMBERS * wide));
        each(parallel::threads_for(whole.len() * COST), all, |_, (x, out)| of_part(x, out));
        of_part(rest, of_rest);
        let of_parts = of_parts.chunks(NUMBERS * wide).zip(whole.chunks(part).map(|x| x.len() / wide));
        join_columns(of_parts.chain([(&*of_rest, rest.len() / cols)]), cols, of_columns);
        join_groups(of_columns, x.len() / cols, mean, variance);
    });
}

/// Joins what is known of parts: of each the numbers of its columns, several sets for each column, and its rows.
fn join_columns<'a>(
    parts: impl Iterator<Item = (&'a [f32], usize)> + Clone,
    cols: usize,
    of_columns: &mut [f32],
) {
    for first in (0..cols).step_by(TILE) {
        let width = TILE.min(cols - first);
        let mut joined = Joined::default();
        for (part, rows) in parts.clone().filter(|&(_, rows)| rows > 0) {
            for set in (0..part.len() / NUMBERS).step_by(cols) {
                joined.join(rows, width, |j| read(part, set + first + j));
            }
        }
        joined.write(first, width, of_columns);
    }
}

/// Joins the columns of each group, which have all the same number of rows.
fn join_groups(of_columns: &[f32], rows: usize, mean: &mut [f32], variance: &mut [f32]) {
    let size = of_columns.len() / NUMBERS / mean.len();
    for (group, (mean, variance)) in mean.iter_mut().zip(variance).enumerate() {
        let columns = || (group * size..(group + 1) * size).map(|column| read(of_columns, column));
        let joined = columns().map(|(mean, _)| mean).sum::<f64>() / size as f64;
        let inside: f64 = columns().map(|(_, squares)| squares).sum();
        let between: f64 = columns().map(|(mean, _)| (mean - joined).powi(2)).sum();
        *mean = joined as f32;
        *variance = (inside / (rows * size) as f64 + between / size as f64) as f32;
    }
}

/// The numbers that are kept of a column: its mean in two parts, so that it has the digits of an `f64`, and the sum of
/// squares about it. They stand in three slices of columns, one after the other.
const NUMBERS: usize = 3;

/// The mean and the sum of squares of a column.
#[inline(always)]
fn read(numbers: &[f32], column: usize) -> (f64, f64) {
    let cols = numbers.len() / NUMBERS;
    let mean = f64::from(numbers[column]) + f64::from(numbers[cols + column]);
    (mean, f64::from(numbers[2 * cols + column]))
}

/// Means and sums of squares about them, of columns side by side.
struct Joined {
    rows: usize,
    mean: [f64; TILE],
    squares: [f64; TILE],
}

impl Default for Joined {
    fn default() -> Self {
        Self { rows: 0, mean: [0.0; TILE], squares: [0.0; TILE] }
    }
}

impl Joined {
    /// Adds `rows` more, of which `column` gives the mean and the sum of squares.
    #[inline(always)]
    fn join(&mut self, rows: usize, width: usize, column: impl Fn(usize) -> (f64, f64)) {
        let share = rows as f64 / (self.rows + rows) as f64;
        let between = self.rows as f64 * share;
        for (j, (mean, squares)) in self.mean.iter_mut().zip(&mut self.squares).take(width).enumerate() {
            let (other, more) = column(j);
            let apart = other - *mean;
            *mean += apart * share;
            *squares += more + apart * apart * between;
        }
        self.rows += rows;
    }

    #[inline(always)]
    fn write(&self, first: usize, width: usize, out: &mut [f32]) {
        let (means, squares) = out.split_at_mut(out.len() / NUMBERS * 2);
        let (means, rests) = means.split_at_mut(squares.len());
        let means = means[first..][..width].iter_mut().zip(&mut rests[first..]);
        let squares = squares[first..].iter_mut();
        for (((out, rest), squares), (mean, sum)) in
            means.zip(squares).zip(self.mean.iter().zip(&self.squares))
        {
            *out = *mean as f32;
            *rest = (mean - f64::from(*out)) as f32;
            *squares = *sum as f32;
        }
    }
}

/// The numbers of the columns of `x`.
struct Moments<'a> {
    x: &'a [f32],
    out: &'a mut [f32],
}

impl Loop for Moments<'_> {
    type Output = ();

    #[inline(always)]
    fn run<A: Arithmetic>(self) {
        let cols = self.out.len() / NUMBERS;
        for first in (0..cols).step_by(TILE) {
            let width = TILE.min(cols - first);
            let mut joined = Joined::default();
            for block in self.x.chunks(BLOCK / width * cols) {
                let count = block.len() / cols;
                let rows = || block.chunks_exact(cols).map(|row| &row[first..][..width]);
                let mut center = [0.0; TILE];
                for row in rows() {
                    center.iter_mut().zip(row).for_each(|(center, x)| *center += x);
                }
                center.iter_mut().for_each(|center| *center /= count as f32);
                // What the rounding of the mean has lost shows in the sum of the distances from it.
                let (mut lost, mut squares) = ([0.0; TILE], [0.0; TILE]);
                for row in rows() {
                    let sums = lost.iter_mut().zip(&mut squares);
                    for (((lost, squares), center), x) in sums.zip(&center).zip(row) {
                        let apart = x - center;
                        *lost += apart;
                        *squares = A::times_plus(apart, apart, *squares);
                    }
                }
                joined.join(count, width, |j| {
                    let lost = f64::from(lost[j]) / count as f64;
                    (f64::from(center[j]) + lost, f64::from(squares[j]) - lost * lost * count as f64)
                });
            }
            joined.write(first, width, self.out);
        }
    }
}
