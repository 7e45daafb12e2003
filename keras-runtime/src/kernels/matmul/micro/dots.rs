//! A row times columns that lie dense in memory.

use super::{Vector, Work};
use crate::kernels::matmul::Matrix;

/// Columns that are multiplied at once.
const COLUMNS: usize = 4;

/// A row times some of the columns of a matrix that lie dense in memory:
/// `out[j] = sum(row * column j) + beta * out[j] + bias[j]`.
pub(in crate::kernels::matmul) struct Dots<'a> {
    pub row: &'a [f32],
    pub columns: Matrix<'a>,
    pub beta: f32,
    pub bias: Option<&'a [f32]>,
    pub out: &'a mut [f32],
}

/// Nothing is asked for.
impl Work for Dots<'_> {
    #[inline(always)]
    unsafe fn run<V: Vector>(self) {
        // SAFETY: promised by the caller.
        unsafe { dots::<V>(self) }
    }
}

/// Computes one value of `out` for each column.
///
/// # Safety
///
/// The instructions of `V` are enabled.
#[inline(always)]
unsafe fn dots<V: Vector>(dots: Dots<'_>) {
    let out = dots.out;
    debug_assert!(dots.columns.row_stride() == 1 && dots.columns.cols() == out.len());
    let columns = dots.columns.t();
    let depth = columns.cols();
    let row = &dots.row[..depth];
    let dense = |j: usize| &columns.row(j)[..depth];
    for (group, out) in out.chunks_mut(COLUMNS).enumerate() {
        let first = group * COLUMNS;
        let mut sums = [0.0; COLUMNS];
        // SAFETY: promised by the caller.
        unsafe {
            if out.len() == COLUMNS {
                sums = together::<V, COLUMNS>(row, [0, 1, 2, 3].map(|j| dense(first + j)));
            } else {
                for (j, sum) in sums.iter_mut().enumerate().take(out.len()) {
                    [*sum] = together::<V, 1>(row, [dense(first + j)]);
                }
            }
        }
        for (j, (out, sum)) in out.iter_mut().zip(sums).enumerate() {
            let rest = if dots.beta == 0.0 { 0.0 } else { dots.beta * *out };
            *out = sum + rest + dots.bias.map_or(0.0, |bias| bias[first + j]);
        }
    }
}

/// The products of `row` and each of `columns`, all of one length.
///
/// # Safety
///
/// The instructions of `V` are enabled.
#[inline(always)]
unsafe fn together<V: Vector, const N: usize>(row: &[f32], columns: [&[f32]; N]) -> [f32; N] {
    let whole = row.len() / (2 * V::LANES) * (2 * V::LANES);
    let mut totals = [0.0; N];
    // SAFETY: every slice is as long as `row`, and `k` and the two vectors from it lie below `whole`.
    unsafe {
        let mut sums = [[V::splat(0.0); 2]; N];
        for k in (0..whole).step_by(2 * V::LANES) {
            let row = [V::load(row.as_ptr().add(k)), V::load(row.as_ptr().add(k + V::LANES))];
            for (sums, column) in sums.iter_mut().zip(columns) {
                let column = column.as_ptr().add(k);
                sums[0] = row[0].times_plus(V::load(column), sums[0]);
                sums[1] = row[1].times_plus(V::load(column.add(V::LANES)), sums[1]);
            }
        }
        for (total, sums) in totals.iter_mut().zip(sums) {
            *total = sums[0].plus(sums[1]).sum();
        }
    }
    for (total, column) in totals.iter_mut().zip(columns) {
        for (x, y) in row[whole..].iter().zip(&column[whole..]) {
            *total += x * y;
        }
    }
    totals
}
