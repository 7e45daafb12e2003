//! Reductions over the middle axis of three: of `(before, along, after)` remains `(before, after)`.

mod extremes;
mod normalize;
mod product;
mod sum;
#[cfg(test)]
mod tests;
mod variance;

use std::iter::StepBy;
use std::ops::Range;

pub(crate) use extremes::{add_extreme_gradient, argmax, extreme};
pub(crate) use normalize::{l2_normalize, l2_normalize_gradient};
pub(crate) use product::{add_product_gradient, product};
pub(crate) use sum::{add_sum_gradient, add_sums, mean, sum, sum_of_squares};
pub(crate) use variance::{add_variance_gradient, variance};

/// The sizes before, along and after the axis that is removed.
pub(crate) type Around = (usize, usize, usize);

/// The places that are reduced together, for each place in the result.
pub(super) fn lanes((before, along, after): Around) -> impl Iterator<Item = StepBy<Range<usize>>> {
    let block = along * after;
    (0..before).flat_map(move |outer| {
        (0..after).map(move |inner| (outer * block + inner..(outer + 1) * block).step_by(after))
    })
}
