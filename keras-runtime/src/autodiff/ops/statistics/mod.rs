//! Statistics: variances, averages and correlations, counts, differences, quantiles, and what passes over NaN.

mod average;
mod counts;
mod differences;
mod nan;
mod quantiles;
mod spread;

pub use average::{CorrelateMode, average, average_axis, corrcoef, correlate};
pub use counts::{bincount, count_nonzero, count_nonzero_axis, histogram};
pub use differences::{diff, ptp, ptp_axis, trapezoid};
pub use nan::{
    nanargmax, nanargmax_axis, nanargmin, nanargmin_axis, nancumprod, nancumsum, nanmax, nanmax_axis,
    nanmean, nanmean_axis, nanmin, nanmin_axis, nanprod, nanprod_axis, nanstd, nanstd_axis, nansum,
    nansum_axis, nanvar, nanvar_axis,
};
pub use quantiles::{
    QuantileMethod, median, median_axis, nanmedian, nanmedian_axis, nanpercentile, nanpercentile_axis,
    nanquantile, nanquantile_axis, percentile, percentile_axis, quantile, quantile_axis,
};
pub(crate) use spread::unit_length;
pub use spread::{bias_add, l2_normalize, std, std_axis, var, var_axis};

use super::reduce;
use super::shape::view_as;
use crate::autodiff::Tensor;
use crate::tensor::Dims;

/// The sum over an axis, or over all.
fn sum_over(x: &Tensor, axis: Option<isize>) -> Tensor {
    axis.map_or_else(|| reduce::sum(x), |axis| reduce::sum_axis(x, axis))
}

/// What has been reduced over an axis of `x`, or over all, in a shape that broadcasts to that of `x`.
fn kept(y: &Tensor, x: Dims, axis: Option<isize>) -> Tensor {
    match axis.and_then(|axis| x.resized(x.axis("", axis).ok()?, 1).ok()) {
        Some(dims) if dims.elements() == y.shape().elements() => view_as(y, dims),
        _ => y.clone(),
    }
}
