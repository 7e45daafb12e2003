//! Constraints by the name of their class, with arguments.

use keras_macros::Config;

use super::{Constraint, max_norm, min_max_norm, non_neg, unit_norm};
use crate::shape::{List, OneOrMore};

/// Non-negativity constraint, no weight is negative: [`NonNeg`](https://keras.io/api/layers/constraints/#nonneg-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = Constant(-1.0), kernel_constraint = NonNeg(), input = 4)];
/// let mut model = model.compile(SGD::new(1e-6), MeanSquaredError::default(), metrics![]);
/// let (x, y) = (array![[1.0, 1.0, 1.0, 1.0]], array![[0.0]]);
/// model.fit(&x, &y, Fit::epochs(1).verbose(Verbose::Silent))?;
/// assert!((model.predict(&x)?[[0, 0]] - 0.0).abs() < 1e-4);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(constraint = built_in)]
pub struct NonNeg;

impl NonNeg {
    /// The value of these arguments.
    pub const fn value(&self) -> Constraint {
        non_neg
    }
}

/// Unit norm constraint, norms are 1: [`UnitNorm`](https://keras.io/api/layers/constraints/#unitnorm-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = ones, kernel_constraint = UnitNorm(), input = 4)];
/// let mut model = model.compile(SGD::new(1e-6), MeanSquaredError::default(), metrics![]);
/// let (x, y) = (array![[1.0, 1.0, 1.0, 1.0]], array![[4.0]]);
/// model.fit(&x, &y, Fit::epochs(1).verbose(Verbose::Silent))?;
/// assert!((model.predict(&x)?[[0, 0]] - 2.0).abs() < 1e-4);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(constraint = built_in)]
pub struct UnitNorm {
    /// The axis along which a norm is taken, or several that are neighbours.
    #[default(List::new(&[0]))]
    pub(super) axis: OneOrMore<usize>,
}

impl UnitNorm {
    /// The value of these arguments.
    pub const fn value(&self) -> Constraint {
        along(unit_norm, &self.axis)
    }
}

/// Maximum norm constraint, norms are at most a bound:
/// [`MaxNorm`](https://keras.io/api/layers/constraints/#maxnorm-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = ones, kernel_constraint = MaxNorm(1.0), input = 4)];
/// let mut model = model.compile(SGD::new(1e-6), MeanSquaredError::default(), metrics![]);
/// let (x, y) = (array![[1.0, 1.0, 1.0, 1.0]], array![[4.0]]);
/// model.fit(&x, &y, Fit::epochs(1).verbose(Verbose::Silent))?;
/// assert!((model.predict(&x)?[[0, 0]] - 2.0).abs() < 1e-4);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(constraint = built_in)]
pub struct MaxNorm {
    /// The bound.
    #[default(2.0)]
    pub(super) max_value: f32,
    /// The axis along which a norm is taken, or several that are neighbours.
    #[default(List::new(&[0]))]
    pub(super) axis: OneOrMore<usize>,
}

impl MaxNorm {
    /// The value of these arguments.
    pub const fn value(&self) -> Constraint {
        along(max_norm(self.max_value), &self.axis)
    }
}

/// Minimum and maximum norm constraint, norms go towards two bounds:
/// [`MinMaxNorm`](https://keras.io/api/layers/constraints/#minmaxnorm-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model = sequential![Dense(1, kernel_initializer = ones, kernel_constraint = MinMaxNorm(3.0, 4.0), input = 4)];
/// let mut model = model.compile(SGD::new(1e-6), MeanSquaredError::default(), metrics![]);
/// let (x, y) = (array![[1.0, 1.0, 1.0, 1.0]], array![[4.0]]);
/// model.fit(&x, &y, Fit::epochs(1).verbose(Verbose::Silent))?;
/// assert!((model.predict(&x)?[[0, 0]] - 6.0).abs() < 1e-4);
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(constraint = built_in)]
pub struct MinMaxNorm {
    /// The lower bound.
    #[default(0.0)]
    pub(super) min_value: f32,
    /// The upper bound.
    #[default(1.0)]
    pub(super) max_value: f32,
    /// How much of the way one step goes, from 0 to 1.
    #[default(1.0)]
    pub(super) rate: f32,
    /// The axis along which a norm is taken, or several that are neighbours.
    #[default(List::new(&[0]))]
    pub(super) axis: OneOrMore<usize>,
}

impl MinMaxNorm {
    /// The value of these arguments.
    pub const fn value(&self) -> Constraint {
        along(min_max_norm(self.min_value, self.max_value, self.rate), &self.axis)
    }
}

/// The constraint with norms along these axes.
const fn along(constraint: Constraint, axis: &OneOrMore<usize>) -> Constraint {
    let (mut axes, mut i) = ([0; List::<usize>::MOST], 0);
    while i < axis.len() {
        axes[i] = axis.get(i);
        i += 1;
    }
    constraint.over(axes.split_at(axis.len()).0)
}
