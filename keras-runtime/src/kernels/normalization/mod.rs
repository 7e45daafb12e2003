//! Means and variances, and what normalization does with them.
//!
//! Memory is read once for both: in blocks that stay in the nearest cache and are gone over twice, first for the mean,
//! then for the squares about it. So a mean far from 0 costs no digits of the variance. Blocks are joined as by Chan,
//! Golub and LeVeque, "Algorithms for computing the sample variance" (1983), in an order that the shape alone decides.

mod columns;
mod inputs;
mod moments;
mod root_mean_square;
mod rows;
mod sweep;

#[cfg(test)]
mod tests;

pub use columns::{MomentsOf, gradient, normalize};
pub use inputs::{Columns, NormalizationInputs};
pub use moments::moments;
pub use root_mean_square::{rms_gradient, rms_normalize};
pub use rows::{row_gradient, row_normalize};

/// What an element costs, in multiply-adds of a matrix product: these loops wait for memory.
const COST: usize = 16;

/// How many elements are worked on in a row by one thread.
const PART: usize = 1 << 16;

/// How many rows a part has: at least so many that what is found for each column is small beside it.
fn rows_in_a_part(cols: usize) -> usize {
    (PART / cols).max(64)
}
