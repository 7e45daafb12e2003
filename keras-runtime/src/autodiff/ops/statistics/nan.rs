//! Reductions that pass over NaN.

use super::super::cumulative::{cumprod, cumsum};
use super::super::elementwise::{sqrt, square};
use super::super::extremes::{
    all, all_axis, argmax, argmax_axis, argmin, argmin_axis, max, max_axis, min, min_axis,
};
use super::super::functions::isnan;
use super::super::reduce::{prod, prod_axis};
use super::super::where_::where_;
use super::{kept, sum_over};
use crate::autodiff::Tensor;

/// Reductions of all elements and over an axis, from a function of the tensor and the axis.
macro_rules! reductions {
    ($($(#[$doc:meta])* $name:ident, $axis:ident = $of:expr, at $x:literal, $y:literal: $value:literal;)*) => {$(
        $(#[$doc])*
        /// A scalar.
        ///
        /// ```
        #[doc = "# use keras::{autodiff::Tape, backend as K};"]
        #[doc = concat!("let x = Tape::new().array(&[", stringify!($x), ", f32::NAN, ", stringify!($y), "]);")]
        #[doc = concat!("assert_eq!(K::", stringify!($name), "(&x).item(), ", stringify!($value), ");")]
        /// ```
        pub fn $name(x: &Tensor) -> Tensor {
            $of(x, None)
        }

        $(#[$doc])*
        /// Over `axis`, which is removed; a negative one counts from the end.
        ///
        /// ```
        #[doc = "# use keras::{autodiff::Tape, backend as K};"]
        #[doc = concat!("let x = Tape::new().array(&[[", stringify!($x), ", f32::NAN, ", stringify!($y), "]]);")]
        #[doc = concat!("assert_eq!(K::", stringify!($axis), "(&x, -1).item(), ", stringify!($value), ");")]
        /// ```
        pub fn $axis(x: &Tensor, axis: isize) -> Tensor {
            $of(x, Some(axis))
        }
    )*};
}

reductions! {
    /// Sum of the elements that are not NaN, 0 if there are none.
    nansum, nansum_axis = |x, axis| sum_over(&without(x, 0.0), axis), at 1.0, 5.0: 6.0;

    /// Product of the elements that are not NaN, 1 if there are none.
    nanprod, nanprod_axis = |x, axis: Option<isize>| {
        let x = without(x, 1.0);
        axis.map_or_else(|| prod(&x), |axis| prod_axis(&x, axis))
    }, at 2.0, 5.0: 10.0;

    /// Mean of the elements that are not NaN, NaN if there are none.
    nanmean, nanmean_axis = nan_mean, at 1.0, 5.0: 3.0;

    /// Variance of the elements that are not NaN, NaN if there are none.
    nanvar, nanvar_axis = nan_var, at 1.0, 5.0: 4.0;

    /// Standard deviation of the elements that are not NaN, NaN if there are none.
    nanstd, nanstd_axis = |x, axis| sqrt(&nan_var(x, axis)), at 1.0, 5.0: 2.0;

    /// Maximum of the elements that are not NaN, NaN if there are none. Equal ones share the gradient.
    nanmax, nanmax_axis = |x, axis: Option<isize>| {
        let y = without(x, f32::NEG_INFINITY);
        unless_none(x, axis, &axis.map_or_else(|| max(&y), |axis| max_axis(&y, axis)), f32::NAN)
    }, at 1.0, 5.0: 5.0;

    /// Minimum of the elements that are not NaN, NaN if there are none. Equal ones share the gradient.
    nanmin, nanmin_axis = |x, axis: Option<isize>| {
        let y = without(x, f32::INFINITY);
        unless_none(x, axis, &axis.map_or_else(|| min(&y), |axis| min_axis(&y, axis)), f32::NAN)
    }, at 1.0, 5.0: 1.0;

    /// Index of the largest element that is not NaN, of equal ones the first; -1 if there are none. No gradient.
    nanargmax, nanargmax_axis = |x, axis: Option<isize>| {
        let y = without(x, f32::NEG_INFINITY);
        unless_none(x, axis, &axis.map_or_else(|| argmax(&y), |axis| argmax_axis(&y, axis)), -1.0)
    }, at 1.0, 5.0: 2.0;

    /// Index of the smallest element that is not NaN, of equal ones the first; -1 if there are none. No gradient.
    nanargmin, nanargmin_axis = |x, axis: Option<isize>| {
        let y = without(x, f32::INFINITY);
        unless_none(x, axis, &axis.map_or_else(|| argmin(&y), |axis| argmin_axis(&y, axis)), -1.0)
    }, at 1.0, 5.0: 0.0;
}

/// Cumulative sum along an axis in which NaN counts as 0.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[1.0, f32::NAN, 3.0]);
/// assert_eq!(K::nancumsum(&x, 0).to_array(), keras::ndarray::array![1.0, 1.0, 4.0].into_dyn());
/// ```
pub fn nancumsum(x: &Tensor, axis: isize) -> Tensor {
    cumsum(&without(x, 0.0), axis)
}

/// Cumulative product along an axis in which NaN counts as 1.
///
/// ```
/// # use keras::{autodiff::Tape, backend as K};
/// let x = Tape::new().array(&[2.0, f32::NAN, 3.0]);
/// assert_eq!(K::nancumprod(&x, 0).to_array(), keras::ndarray::array![2.0, 2.0, 6.0].into_dyn());
/// ```
pub fn nancumprod(x: &Tensor, axis: isize) -> Tensor {
    cumprod(&without(x, 1.0), axis)
}

/// `x` with another number in place of NaN.
fn without(x: &Tensor, other: f32) -> Tensor {
    where_(&isnan(x), other, x)
}

/// `y`, or `other` where all elements that it was reduced from are NaN.
fn unless_none(x: &Tensor, axis: Option<isize>, y: &Tensor, other: f32) -> Tensor {
    let is_nan = isnan(x);
    where_(&axis.map_or_else(|| all(&is_nan), |axis| all_axis(&is_nan, axis)), other, y)
}

fn nan_mean(x: &Tensor, axis: Option<isize>) -> Tensor {
    sum_over(&without(x, 0.0), axis) / sum_over(&(1.0 - isnan(x)), axis)
}

fn nan_var(x: &Tensor, axis: Option<isize>) -> Tensor {
    let is_nan = isnan(x);
    let mean = kept(&nan_mean(x, axis), x.shape(), axis);
    let squares = square(&where_(&is_nan, 0.0, without(x, 0.0) - mean));
    sum_over(&squares, axis) / sum_over(&(1.0 - is_nan), axis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::testing::check_gradient;
    use crate::autodiff::{Tape, Variable};

    #[test]
    fn what_passes_over_nan_has_its_gradient() {
        // The last element of each row is NaN, whatever the input.
        let spoilt = |x: &Tensor| where_(&x.tape().array(&[0.0, 0.0, 1.0]), f32::NAN, x);
        for f in [nansum, nanprod, nanmean, nanvar, nanstd, nanmax, nanmin] {
            check_gradient(&[&[2, 3]], |x| f(&spoilt(&x[0])));
        }
        for f in [nansum_axis, nanprod_axis, nanmean_axis, nanvar_axis, nanstd_axis, nanmax_axis, nanmin_axis]
        {
            check_gradient(&[&[2, 3]], |x| f(&spoilt(&x[0]), -1));
        }
        check_gradient(&[&[2, 3]], |x| nancumsum(&spoilt(&x[0]), 1) + nancumprod(&spoilt(&x[0]), 0));
        let v = Variable::new("v", &[3], |v| v.copy_from_slice(&[1.0, f32::NAN, 2.0])).unwrap();
        let tape = Tape::new();
        tape.backward(&nanvar(&tape.variable(&v))).unwrap();
        assert_eq!(tape.gradient(&v, |g| g.to_vec()), Some(vec![-0.5, 0.0, 0.5]));
    }

    #[test]
    fn of_nothing_but_nan_remains_what_the_page_says() {
        let x = Tape::new().array(&[f32::NAN, f32::NAN]);
        assert_eq!([nansum(&x).item(), nanprod(&x).item()], [0.0, 1.0]);
        assert_eq!([nanargmax(&x).item(), nanargmin(&x).item()], [-1.0, -1.0]);
        assert!([nanmean, nanvar, nanstd, nanmax, nanmin].iter().all(|f| f(&x).item().is_nan()));
    }
}
