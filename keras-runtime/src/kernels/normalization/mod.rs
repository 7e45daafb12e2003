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

/// What a row is multiplied by: one over the root of the mean of its squares and `epsilon`. Squares that are too large for `f32`
/// are not for `f64`, in which `exact` adds them up anew.
#[inline(always)]
fn row_factor(mean_of_squares: f64, epsilon: f32, exact: impl FnOnce() -> f64) -> f32 {
    match (mean_of_squares as f32 + epsilon).sqrt().recip() {
        0.0 => (exact() + f64::from(epsilon)).sqrt().recip() as f32,
        factor => factor,
    }
}

/// How many rows a part has: at least so many that what is found for each column is small beside it.
fn rows_in_a_part(cols: usize) -> usize {
    (PART / cols).max(64)
}
