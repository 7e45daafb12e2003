//! Constraints on weights, as in [`keras.constraints`](https://keras.io/api/layers/constraints/).
//!
//! ```
//! use keras::constraints::{Constraint, max_norm, non_neg};
//!
//! let mut kernel = [3.0, -0.3, 4.0, 0.4];
//! max_norm(1.0).apply(&[2, 2], &mut kernel)?;
//! assert!((kernel[0] - 0.6).abs() < 1e-6 && (kernel[2] - 0.8).abs() < 1e-6);
//! non_neg.apply(&[2, 2], &mut kernel)?;
//! assert_eq!(kernel[1], 0.0);
//!
//! const FILTERS: Constraint = max_norm(2.0).axis([0, 1, 2]); // for the kernel of a `Conv2D`
//! # Ok::<(), keras::Error>(())
//! ```
#![allow(non_upper_case_globals)]

pub(crate) mod classes;
mod json;

pub use classes::*;
pub use json::CLASSES;

use std::fmt;

use crate::config::{Own, ToObject};
use crate::kernels::rows::scale_columns;
use crate::shape::{Fault, ShapeResult};
use crate::{Error, Result};

/// Keras's `backend.epsilon()`, which keeps the norm of a vector of zeros from dividing by zero.
const EPSILON: f64 = 1e-7;

/// A condition that a weight is brought back to after each step.
#[allow(
    unpredictable_function_pointer_comparisons,
    reason = "functions that the compiler merged do the same"
)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Constraint {
    /// No weight is negative.
    NonNeg,
    /// The Euclidean norms along some axes lie between two bounds.
    Norm {
        /// The least norm.
        min_value: f32,
        /// The greatest norm.
        max_value: f32,
        /// How much of the way to the bounds one step goes, from 0 to 1.
        rate: f32,
        /// The axes that one norm runs over, as a set of bits.
        axes: u32,
    },
    /// One of your own, with arguments: a struct with `#[derive(Config)]` and [`CustomConstraint`].
    Own(Own<dyn CustomConstraint>),
    /// A function of your own, given the shape and the weights to change.
    Custom(fn(&[usize], &mut [f32])),
}

/// A constraint of your own that takes arguments.
///
/// ```
/// use keras::constraints::CustomConstraint;
/// use keras::prelude::*;
///
/// /// No weight is larger than a bound.
/// #[derive(Config, Clone, Copy, Debug)]
/// #[config(constraint)]
/// struct Clipped {
///     /// The bound.
///     #[default(1.0)]
///     bound: f32,
/// }
///
/// impl CustomConstraint for Clipped {
///     fn apply(&self, _shape: &[usize], weights: &mut [f32]) {
///         weights.iter_mut().for_each(|weight| *weight = weight.clamp(-self.bound, self.bound));
///     }
/// }
///
/// let model = sequential![Dense(2, input = 2, kernel_constraint = Clipped(bound = 0.5))];
/// ```
pub trait CustomConstraint: ToObject + fmt::Debug + Send + Sync {
    /// Brings the weight `weights` of shape `shape` back to the condition.
    fn apply(&self, shape: &[usize], weights: &mut [f32]);
}

/// The constraint that the arguments of a struct make.
#[doc(hidden)]
pub const fn own_constraint<T: CustomConstraint>(made: &'static ShapeResult<T>) -> Constraint {
    match made {
        ShapeResult::Ok(own) => Constraint::Own(Own(own)),
        ShapeResult::Err(_) => Constraint::UNKNOWN,
    }
}

/// Non-negativity constraint, no weight is negative: [`NonNeg`](https://keras.io/api/layers/constraints/#nonneg-class).
///
/// ```
/// use keras::constraints::non_neg;
///
/// let mut kernel = [-3.0, 4.0];
/// non_neg.apply(&[2, 1], &mut kernel)?;
/// assert_eq!(kernel, [0.0, 4.0]);
/// # Ok::<(), keras::Error>(())
/// ```
pub const non_neg: Constraint = Constraint::NonNeg;

/// Unit norm constraint, norms along axis 0 are 1:
/// [`UnitNorm`](https://keras.io/api/layers/constraints/#unitnorm-class).
///
/// ```
/// use keras::constraints::unit_norm;
///
/// let mut kernel = [3.0, 4.0];
/// unit_norm.apply(&[2, 1], &mut kernel)?;
/// assert!((kernel[0] - 0.6).abs() < 1e-6 && (kernel[1] - 0.8).abs() < 1e-6);
/// # Ok::<(), keras::Error>(())
/// ```
pub const unit_norm: Constraint = min_max_norm(1.0, 1.0, 1.0);

/// Maximum norm constraint, norms along axis 0 are at most `max_value`:
/// [`MaxNorm`](https://keras.io/api/layers/constraints/#maxnorm-class), whose default is 2.
///
/// Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014).
///
/// ```
/// use keras::constraints::max_norm;
///
/// let mut kernel = [3.0, 4.0];
/// max_norm(1.0).apply(&[2, 1], &mut kernel)?;
/// assert!((kernel[0] - 0.6).abs() < 1e-6 && (kernel[1] - 0.8).abs() < 1e-6);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn max_norm(max_value: f32) -> Constraint {
    min_max_norm(0.0, max_value, 1.0)
}

/// Minimum and maximum norm constraint, norms along axis 0 go `rate` of the way to lie between `min_value` and
/// `max_value`: [`MinMaxNorm`](https://keras.io/api/layers/constraints/#minmaxnorm-class), whose defaults are 0, 1 and
/// 1.
///
/// ```
/// use keras::constraints::min_max_norm;
///
/// let mut kernel = [3.0, 4.0];
/// min_max_norm(10.0, 20.0, 1.0).apply(&[2, 1], &mut kernel)?;
/// assert!((kernel[0] - 6.0).abs() < 1e-6 && (kernel[1] - 8.0).abs() < 1e-6);
/// # Ok::<(), keras::Error>(())
/// ```
pub const fn min_max_norm(min_value: f32, max_value: f32, rate: f32) -> Constraint {
    Constraint::Norm { min_value, max_value, rate, axes: 1 }
}

impl Constraint {
    /// What stands for one whose arguments are a mistake.
    #[doc(hidden)]
    pub const UNKNOWN: Self = non_neg;

    /// Takes each norm along `axes` in place of axis 0; several must be neighbours, as in `[0, 1, 2]`.
    #[must_use]
    pub const fn axis<const N: usize>(self, axes: [usize; N]) -> Constraint {
        self.over(&axes)
    }

    const fn over(self, axes: &[usize]) -> Constraint {
        let Constraint::Norm { min_value, max_value, rate, .. } = self else { return self };
        let (mut set, mut i) = (0, 0);
        while i < axes.len() {
            set |= 1 << if axes[i] < 31 { axes[i] } else { 31 };
            i += 1;
        }
        Constraint::Norm { min_value, max_value, rate, axes: set }
    }

    /// Whether this can constrain a weight of `rank` axes; a rule can ask before the program runs.
    pub const fn check(&self, rank: usize) -> ShapeResult<()> {
        let Constraint::Norm { min_value, max_value, rate, axes } = *self else { return ShapeResult::Ok(()) };
        let run = if axes == 0 { 0 } else { axes >> axes.trailing_zeros() };
        let problem = if run & run.wrapping_add(1) != 0 || run == 0 {
            "needs a constraint along one axis or several that are neighbours"
        } else if (u32::BITS - axes.leading_zeros()) as usize > rank {
            "has a constraint along an axis that is not there"
        } else if !(0.0 <= min_value && min_value <= max_value) {
            "needs a constraint with norms of 0 or more, the least not above the greatest"
        } else if !(0.0 <= rate && rate <= 1.0) {
            "needs a constraint with a rate from 0 to 1"
        } else {
            return ShapeResult::Ok(());
        };
        ShapeResult::Err(Fault::new(problem))
    }

    /// Brings the weight `values` of shape `shape` back to the condition.
    ///
    /// # Errors
    ///
    /// What [`check`](Self::check) finds.
    pub fn apply(&self, shape: &[usize], values: &mut [f32]) -> Result<()> {
        assert_eq!(shape.iter().product::<usize>(), values.len(), "a weight has the size of its shape");
        if let ShapeResult::Err(fault) = self.check(shape.len()) {
            return Err(Error::new("", format!("a weight of shape {shape:?} {fault}")));
        }
        match *self {
            Constraint::NonNeg => {
                values.iter_mut().filter(|value| **value < 0.0).for_each(|value| *value = 0.0);
            }
            Constraint::Norm { min_value, max_value, rate, axes } => {
                let [min_value, max_value, rate] = [min_value, max_value, rate].map(f64::from);
                let (first, count) = (axes.trailing_zeros() as usize, axes.count_ones() as usize);
                let inner = shape[first + count..].iter().product();
                let block = shape[first..].iter().product();
                scale_columns(values, block, inner, |norm| {
                    let desired = rate * norm.clamp(min_value, max_value) + (1.0 - rate) * norm;
                    desired / (EPSILON + norm)
                });
            }
            Constraint::Own(own) => own.0.apply(shape, values),
            Constraint::Custom(constrain) => constrain(shape, values),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norms_are_taken_along_the_axes_that_were_asked_for() {
        for (axes, shape) in [(max_norm(1.0), [3, 70]), (max_norm(1.0).axis([1]), [70, 3])] {
            let mut values: Vec<f32> = (0..210).map(|i| i as f32 / 100.0 - 1.0).collect();
            let before = values.clone();
            axes.apply(&shape, &mut values).expect("the axis is there");
            let (step, stride) = if shape[0] == 3 { (70, 1) } else { (1, 3) };
            for vector in 0..70 {
                let norm = |values: &[f32]| {
                    (0..3).map(|i| values[vector * stride + i * step].powi(2)).sum::<f32>().sqrt()
                };
                assert!((norm(&values) - norm(&before).min(1.0)).abs() < 1e-5, "vector {vector}");
            }
        }
    }

    #[test]
    fn norms_of_weights_of_any_size_are_bounded() {
        for (size, constraint) in [(1e20, max_norm(2.0)), (3e38, unit_norm), (1e-25, unit_norm)] {
            let mut values = [3.0, -4.0].map(|x: f32| x / 5.0 * size);
            constraint.apply(&[2], &mut values).expect("a vector has axis 0");
            let expected = if size > 1.0 { if constraint == unit_norm { 1.0 } else { 2.0 } } else { 1e-18 };
            assert!((values[0] / expected - 0.6).abs() < 1e-5, "{values:?}");
            assert!((values[1] / expected + 0.8).abs() < 1e-5, "{values:?}");
        }
        // Between the bounds nothing changes but by rounding.
        let mut values = [3e20f32, 0.0];
        max_norm(1e30).apply(&[2], &mut values).expect("a vector has axis 0");
        assert!((values[0] / 3e20 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn neighbouring_axes_make_one_norm() {
        let mut values = [1.0; 24];
        unit_norm.axis([0, 1]).apply(&[2, 3, 4], &mut values).expect("both axes are there");
        assert!(values.iter().all(|value| (value - 6.0f32.sqrt().recip()).abs() < 1e-6), "{values:?}");
    }

    #[test]
    fn a_weight_that_is_not_a_number_stays_visible() {
        for constraint in [non_neg, unit_norm, max_norm(1.0)] {
            let mut values = [f32::NAN, 1.0];
            constraint.apply(&[2], &mut values).expect("a vector has axis 0");
            assert!(values[0].is_nan(), "{constraint:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_an_error_that_rules_can_ask_for() {
        const FAULT: ShapeResult<()> = max_norm(1.0).axis([2]).check(2);
        assert!(matches!(FAULT, ShapeResult::Err(_)));
        for constraint in [
            max_norm(-1.0),
            max_norm(f32::NAN),
            min_max_norm(2.0, 1.0, 1.0),
            min_max_norm(0.0, 1.0, 1.5),
            unit_norm.axis([0, 2]),
            unit_norm.axis([]),
            unit_norm.axis([usize::MAX]),
        ] {
            assert!(constraint.apply(&[2, 1, 1], &mut [1.0, 2.0]).is_err(), "{constraint:?}");
        }
    }
}
