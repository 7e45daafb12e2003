//! Rows that numbers name: copies of them, and sums into them.
#![allow(unsafe_code)]

use std::ops::Range;

use super::COST;
use crate::kernels::parallel::{self, piece};

/// Columns that fill a line of the cache: threads that write side by side keep to whole ones.
const LINE: usize = 16;

/// Copies row `ids[i]` of `table`, `cols` long, into row `i` of `y`.
///
/// # Panics
///
/// If an id, whose fraction is cut off, is no row of the table, or `y` has not a row for each id.
///
/// ```
/// let mut y = [0.0; 4];
/// keras_runtime::kernels::rows::gather_rows(&[1.0, 2.0, 3.0, 4.0], 2, &[1.0, 0.0], &mut y);
/// assert_eq!(y, [3.0, 4.0, 1.0, 2.0]);
/// ```
pub fn gather_rows(table: &[f32], cols: usize, ids: &[f32], y: &mut [f32]) {
    assert_eq!(y.len(), ids.len() * cols);
    if y.is_empty() {
        return;
    }
    let part = ids.len().div_ceil(parallel::threads_for(y.len() * COST));
    parallel::for_each_part(y, part * cols, |i, y| {
        for (y, &id) in y.chunks_exact_mut(cols).zip(&ids[i * part..]) {
            y.copy_from_slice(&table[id as usize * cols..][..cols]);
        }
    });
}

/// Adds row `i` of `dy`, `cols` long, to row `ids[i]` of `table`: the gradient of [`gather_rows`]. A row that is named
/// more than once is added to in the order of `ids`, whatever the number of threads.
///
/// # Panics
///
/// If an id, whose fraction is cut off, is no row of the table, or `dy` has not a row for each id.
///
/// ```
/// let mut table = [0.0; 4];
/// keras_runtime::kernels::rows::scatter_rows(&[1.0, 2.0, 10.0, 20.0], 2, &[1.0, 1.0], &mut table);
/// assert_eq!(table, [0.0, 0.0, 11.0, 22.0]);
/// ```
pub fn scatter_rows(dy: &[f32], cols: usize, ids: &[f32], table: &mut [f32]) {
    assert_eq!(dy.len(), ids.len() * cols);
    if dy.is_empty() {
        return;
    }
    let rows = table.len() / cols;
    assert!(ids.iter().all(|&id| (id as usize) < rows));
    // By columns: a few words make up most of a text, so that rows would not be shared out evenly.
    let parts = parallel::threads_for(dy.len() * COST).min(cols.div_ceil(LINE));
    let table = Table { data: table.as_mut_ptr(), cols };
    parallel::for_each(parts, |part| {
        let columns = piece(&(0..cols), LINE, part, parts);
        for (dy, &id) in dy.chunks_exact(cols).zip(ids) {
            // SAFETY: the row is one of the table's, and these columns are this thread's.
            let row = unsafe { table.row(id as usize, &columns) };
            row.iter_mut().zip(&dy[columns.clone()]).for_each(|(sum, dy)| *sum += dy);
        }
    });
}

/// `y` is a row of `cols` elements for each id: 1 at the place that it names, and 0 elsewhere.
pub(crate) fn one_hot(ids: &[f32], cols: usize, y: &mut [f32]) {
    y.fill(0.0);
    ids.iter().enumerate().for_each(|(row, &id)| y[row * cols + id as usize] = 1.0);
}

/// A table of which each thread writes its own columns.
#[derive(Clone, Copy)]
struct Table {
    data: *mut f32,
    cols: usize,
}

// SAFETY: the columns that threads write do not overlap, and the borrow of the whole outlives their work.
unsafe impl Send for Table {}
// SAFETY: as above.
unsafe impl Sync for Table {}

impl Table {
    /// Some columns of a row.
    ///
    /// # Safety
    ///
    /// They lie in the table, and nobody else uses them while the slice lives.
    unsafe fn row<'a>(self, row: usize, columns: &Range<usize>) -> &'a mut [f32] {
        let start = self.data.wrapping_add(row * self.cols + columns.start);
        // SAFETY: promised by the caller.
        unsafe { std::slice::from_raw_parts_mut(start, columns.len()) }
    }
}
