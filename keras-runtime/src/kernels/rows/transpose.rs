//! A matrix turned over.

use super::rows_in_a_part;
use crate::kernels::parallel::for_each_part;

/// The rows and columns of a block, which stays in the first cache.
const BLOCK: usize = 32;

/// `y[j * rows + i] = x[i * cols + j]`: the transposed matrix of `x`, of `rows` × `cols`.
///
/// # Panics
///
/// If a slice has not `rows * cols` elements.
///
/// ```
/// let mut y = [0.0; 6];
/// keras_runtime::kernels::rows::transpose(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 3, &mut y);
/// assert_eq!(y, [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
/// ```
pub fn transpose(x: &[f32], rows: usize, cols: usize, y: &mut [f32]) {
    assert!(x.len() == rows * cols && y.len() == rows * cols);
    if x.is_empty() {
        return;
    }
    let part = rows_in_a_part(x.len(), rows).next_multiple_of(BLOCK);
    for_each_part(y, part * rows, |i, y| columns(x, rows, cols, i * part, y));
}

/// Turns the columns from `first` on into the rows of `y`.
fn columns(x: &[f32], rows: usize, cols: usize, first: usize, y: &mut [f32]) {
    for (i, y) in y.chunks_mut(BLOCK * rows).enumerate() {
        let first = first + i * BLOCK;
        for start in (0..rows).step_by(BLOCK) {
            let end = rows.min(start + BLOCK);
            for (j, y) in y.chunks_exact_mut(rows).enumerate() {
                let column = x[start * cols..].iter().skip(first + j).step_by(cols);
                y[start..end].iter_mut().zip(column).for_each(|(y, &x)| *y = x);
            }
        }
    }
}
