//! Reductions and functions of whole rows or columns of dense row-major matrices.
//!
//! What is added up, and in which order, follows from the shape alone, not from the number of threads or the machine.

mod concatenate;
mod gather;
mod norm;
mod pairs;
mod reduce;
mod transpose;

#[cfg(test)]
mod tests;

pub(crate) use concatenate::{concatenate, fill_diagonal};
pub(crate) use gather::one_hot;
pub use gather::{gather_rows, scatter_rows};
pub(crate) use norm::scale_columns;
pub(crate) use pairs::{Pair, add_pairs, each_pair, map_pairs, sum_pairs};
pub use transpose::transpose;

use self::reduce::{AddColumns, Softmax, SoftmaxGradient};
use super::isa::Isa;
use super::parallel::{self, each, parts, parts_mut};
use super::scratch;
use super::simd::run_on;

/// What an element costs, in multiply-adds of a matrix product: these loops wait for memory.
const COST: usize = 16;

/// How many elements are added up, column by column, before the sums of others join them.
const PART: usize = 1 << 16;

/// `y` = [softmax](https://keras.io/api/layers/activations/#softmax-function) of each row of `x`, `cols` long: its
/// exponentials over their sum. The largest element is subtracted first, so that nothing overflows.
///
/// # Panics
///
/// If the slices are not of one length.
///
/// ```
/// let mut y = [0.0; 4];
/// keras_runtime::kernels::rows::softmax_rows(&[0.0, 0.0, 1000.0, 0.0], 2, &mut y);
/// assert_eq!(y, [0.5, 0.5, 1.0, 0.0]);
/// ```
pub fn softmax_rows(x: &[f32], cols: usize, y: &mut [f32]) {
    assert_eq!(x.len(), y.len());
    softmax_on(Isa::chosen(), x, cols, y);
}

fn softmax_on(isa: Isa, x: &[f32], cols: usize, y: &mut [f32]) {
    let cols = cols.max(1);
    let part = rows_in_a_part(x.len(), cols) * cols;
    each(0, (parts_mut(y, part), parts(x, part)), |_, (y, x)| run_on(isa, Softmax { cols, x, y }));
}

/// Turns the gradient `dy` by `y`, the softmax of rows of `cols` elements, into the gradient by those rows.
///
/// # Panics
///
/// If the slices are not of one length.
///
/// ```
/// let mut dy = [1.0, 0.0];
/// keras_runtime::kernels::rows::softmax_gradient(&[0.75, 0.25], 2, &mut dy);
/// assert_eq!(dy, [0.1875, -0.1875]);
/// ```
pub fn softmax_gradient(y: &[f32], cols: usize, dy: &mut [f32]) {
    assert_eq!(y.len(), dy.len());
    let (isa, cols) = (Isa::chosen(), cols.max(1));
    let part = rows_in_a_part(y.len(), cols) * cols;
    each(0, (parts_mut(dy, part), parts(y, part)), |_, (dy, y)| run_on(isa, SoftmaxGradient { cols, y, dy }));
}

/// How many rows the parts of a matrix of `len` elements have that threads work on.
fn rows_in_a_part(len: usize, cols: usize) -> usize {
    (len / cols).div_ceil(parallel::threads_for(len * COST)).max(1)
}

/// `out[j] +=` the sum of column `j` of `dy`, of rows as long as `out`: the gradient of a bias.
///
/// # Panics
///
/// If `dy` is not whole rows.
///
/// ```
/// let mut out = [10.0, 0.0];
/// keras_runtime::kernels::rows::add_column_sums(&[1.0, 2.0, 3.0, 4.0], &mut out);
/// assert_eq!(out, [14.0, 6.0]);
/// ```
pub fn add_column_sums(dy: &[f32], out: &mut [f32]) {
    let cols = out.len();
    assert!(dy.len().is_multiple_of(cols));
    if dy.is_empty() {
        return;
    }
    let add = |x: &[f32], out: &mut [f32]| run_on(Isa::chosen(), AddColumns { x, out });
    let part = PART.div_ceil(cols) * cols;
    let count = dy.len().div_ceil(part);
    if count == 1 {
        return add(dy, out);
    }
    scratch::with(count * cols, |sums| {
        let all = (parts_mut(sums, cols), parts(dy, part));
        each(parallel::threads_for(dy.len() * COST), all, |_, (sums, dy)| {
            sums.fill(0.0);
            add(dy, sums);
        });
        add(sums, out);
    });
}
