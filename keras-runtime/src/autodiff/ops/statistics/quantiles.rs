use super::super::compare::equal;
use super::super::index::{attempt, elements};
use super::super::shape::flatten;
use super::super::where_::where_;
use crate::Error;
use crate::autodiff::Tensor;
use crate::kernels::sort::sorted_lanes;

/// Method of [`quantile`]: what stands for a quantile that lies between two elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuantileMethod {
    /// What lies between them, in proportion: Keras's default.
    #[default]
    Linear,
    /// The lower of them.
    Lower,
    /// The higher of them.
    Higher,
    /// The nearer of them, of equally near ones the lower.
    Nearest,
    /// Their mean.
    Midpoint,
}

/// Quantiles of all elements and over an axis, with and without NaN, and what is made of them.
macro_rules! quantiles {
    ($($skips:literal, $what:literal:
        $quantile:ident $quantile_axis:ident $percentile:ident $percentile_axis:ident $median:ident $median_axis:ident;)*) => {$(
        /// Quantile of all elements: the number that a share `q`, from 0 to 1, of them is at most.
        #[doc = $what]
        ///
        /// ```
        /// # use keras::backend::{self as K, QuantileMethod};
        /// # use keras::autodiff::Tape;
        /// let x = Tape::new().array(&[4.0, 1.0, 3.0, 2.0]);
        #[doc = concat!("assert_eq!(K::", stringify!($quantile), "(&x, 0.5, QuantileMethod::Linear).item(), 2.5);")]
        /// ```
        pub fn $quantile(x: &Tensor, q: f32, method: QuantileMethod) -> Tensor {
            of(concat!("K::", stringify!($quantile)), &flatten(x), q.into(), 0, method, $skips)
        }

        /// Quantile over `axis`, which is removed: the number that a share `q`, from 0 to 1, of the elements is at most.
        #[doc = $what]
        ///
        /// ```
        /// # use keras::backend::{self as K, QuantileMethod};
        /// # use keras::autodiff::Tape;
        /// let x = Tape::new().array(&[[4.0, 1.0], [3.0, 2.0]]);
        #[doc = concat!("let y = K::", stringify!($quantile_axis), "(&x, 0.5, 1, QuantileMethod::Lower);")]
        /// assert_eq!(y.to_array(), keras::ndarray::array![1.0, 2.0].into_dyn());
        /// ```
        pub fn $quantile_axis(x: &Tensor, q: f32, axis: isize, method: QuantileMethod) -> Tensor {
            of(concat!("K::", stringify!($quantile_axis)), x, q.into(), axis, method, $skips)
        }

        /// Percentile of all elements: the number that `q` percent, from 0 to 100, of them are at most.
        #[doc = $what]
        ///
        /// ```
        /// # use keras::backend::{self as K, QuantileMethod};
        /// # use keras::autodiff::Tape;
        /// let x = Tape::new().array(&[4.0, 1.0, 3.0, 2.0]);
        #[doc = concat!("assert_eq!(K::", stringify!($percentile), "(&x, 100.0, QuantileMethod::Linear).item(), 4.0);")]
        /// ```
        pub fn $percentile(x: &Tensor, q: f32, method: QuantileMethod) -> Tensor {
            of(concat!("K::", stringify!($percentile)), &flatten(x), f64::from(q) / 100.0, 0, method, $skips)
        }

        /// Percentile over `axis`, which is removed: the number that `q` percent, from 0 to 100, of the elements are at most.
        #[doc = $what]
        ///
        /// ```
        /// # use keras::backend::{self as K, QuantileMethod};
        /// # use keras::autodiff::Tape;
        /// let x = Tape::new().array(&[[4.0, 1.0], [3.0, 2.0]]);
        #[doc = concat!("let y = K::", stringify!($percentile_axis), "(&x, 50.0, 1, QuantileMethod::Higher);")]
        /// assert_eq!(y.to_array(), keras::ndarray::array![4.0, 3.0].into_dyn());
        /// ```
        pub fn $percentile_axis(x: &Tensor, q: f32, axis: isize, method: QuantileMethod) -> Tensor {
            of(concat!("K::", stringify!($percentile_axis)), x, f64::from(q) / 100.0, axis, method, $skips)
        }

        /// Median of all elements, the number in the middle: a scalar, the mean of two if there is an even number of them.
        #[doc = $what]
        ///
        /// ```
        /// # use keras::{autodiff::Tape, backend as K};
        #[doc = concat!("assert_eq!(K::", stringify!($median), "(&Tape::new().array(&[4.0, 1.0, 3.0])).item(), 3.0);")]
        /// ```
        pub fn $median(x: &Tensor) -> Tensor {
            of(concat!("K::", stringify!($median)), &flatten(x), 0.5, 0, QuantileMethod::Linear, $skips)
        }

        /// Median over `axis`, which is removed.
        #[doc = $what]
        ///
        /// ```
        /// # use keras::{autodiff::Tape, backend as K};
        /// let x = Tape::new().array(&[[4.0, 1.0, 3.0]]);
        #[doc = concat!("assert_eq!(K::", stringify!($median_axis), "(&x, 1).item(), 3.0);")]
        /// ```
        pub fn $median_axis(x: &Tensor, axis: isize) -> Tensor {
            of(concat!("K::", stringify!($median_axis)), x, 0.5, axis, QuantileMethod::Linear, $skips)
        }
    )*};
}

quantiles! {
    false, "NaN if an element is NaN; an error without elements.":
        quantile quantile_axis percentile percentile_axis median median_axis;
    true, "NaN is passed over, and the result of nothing else; an error without elements.":
        nanquantile nanquantile_axis nanpercentile nanpercentile_axis nanmedian nanmedian_axis;
}

/// The quantile `q` over an axis, which `skips` NaN or is NaN where there is one.
fn of(place: &str, x: &Tensor, q: f64, axis: isize, method: QuantileMethod, skips: bool) -> Tensor {
    attempt(x, |dims| {
        let axis = dims.axis(place, axis)?;
        if dims[axis] == 0 {
            return Err(Error::expected(place, "elements to choose from", dims));
        }
        if !(0.0..=1.0).contains(&q) {
            return Err(Error::expected(place, "a share of the elements", q));
        }
        let (result, mut low, mut high, mut shares) = (dims.without(axis), vec![], vec![], vec![]);
        x.read(|x| {
            sorted_lanes(dims.around(axis), x, false, |sorted| {
                let numbers = sorted.partition_point(|&at| !x[at].is_nan());
                // NaN is the last of all.
                let [below, above, share] = match numbers {
                    _ if numbers == sorted.len() || (skips && numbers > 0) => between(q, numbers, method),
                    _ => [(sorted.len() - 1) as f64, (sorted.len() - 1) as f64, 0.0],
                };
                low.push(sorted[below as usize]);
                high.push(sorted[above as usize]);
                shares.push(share as f32);
            });
        });
        let share = x.tape().constant(&result, |y| y.copy_from_slice(&shares));
        let [low, high] = [elements(x, low, result), elements(x, high, result)];
        // Where nothing lies between, the other may be infinite.
        Ok(where_(&equal(&share, 0.0), &low, &low * (1.0 - &share) + high * &share))
    })
}

/// The places of the two elements that a quantile of so many lies between, and how much of the second it has.
fn between(q: f64, count: usize, method: QuantileMethod) -> [f64; 3] {
    // In `f32`, as Keras has it: a share that is a whole place has to come out as one.
    let last = (count - 1) as f64;
    let place = f64::from(q as f32 * last as f32).min(last);
    let (low, high, share) = (place.floor(), place.ceil(), place.fract());
    match method {
        QuantileMethod::Linear => [low, high, share],
        QuantileMethod::Lower => [low, low, 0.0],
        QuantileMethod::Higher => [high, high, 0.0],
        QuantileMethod::Nearest if share <= 0.5 => [low, low, 0.0],
        QuantileMethod::Nearest => [high, high, 0.0],
        QuantileMethod::Midpoint => [low, high, 0.5],
    }
}

#[cfg(test)]
mod tests {
    use super::QuantileMethod::{Higher, Linear, Lower, Midpoint, Nearest};
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn quantiles_have_their_gradients_by_every_method() {
        for method in [Linear, Lower, Higher, Nearest, Midpoint] {
            for q in [0.0, 0.3, 0.5, 1.0] {
                check_gradient(&[&[2, 3]], |x| quantile(&x[0], q, method));
                check_gradient(&[&[2, 3]], |x| nanquantile_axis(&x[0], q, 0, method));
                check_gradient(&[&[2, 3, 2]], |x| percentile_axis(&x[0], 100.0 * q, 1, method));
            }
        }
        check_gradient(&[&[2, 4]], |x| median_axis(&x[0], 1));
    }

    #[test]
    fn nan_is_the_result_unless_it_is_passed_over() {
        let x = Tape::new().array(&[[1.0, f32::NAN, 3.0, 5.0], [f32::NAN; 4]]);
        assert!(median(&x).item().is_nan());
        assert_eq!(nanmedian(&x).item(), 3.0);
        assert!(nanmedian_axis(&x, 1).read(|y| y[0] == 3.0 && y[1].is_nan()));
        let infinite = x.tape().array(&[0.0, f32::INFINITY, 1.0]);
        assert_eq!(
            [quantile(&infinite, 0.5, Linear).item(), quantile(&infinite, 1.0, Linear).item()],
            [1.0, f32::INFINITY]
        );
    }

    #[test]
    fn a_share_that_is_none_and_no_elements_are_errors() {
        let error = |len: usize, q: f32| {
            let tape = Tape::new();
            quantile(&tape.constant(&[len], |x| x.fill(0.0)), q, Linear);
            tape.check().unwrap_err().to_string()
        };
        assert_eq!(error(2, 1.5), "K::quantile: expected a share of the elements, found 1.5");
        assert!(error(2, f32::NAN).contains("found NaN"));
        assert_eq!(error(0, 0.5), "K::quantile: expected elements to choose from, found (0,)");
    }
}
