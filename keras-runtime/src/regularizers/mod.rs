//! Regularizers, as in [`keras.regularizers`](https://keras.io/api/layers/regularizers/).
//!
//! ```
//! use keras::autodiff::{Tape, Tensor};
//! use keras::backend as K;
//! use keras::regularizers::{Regularizer, l1_l2, l2};
//!
//! let weights = Tape::new().array(&[1.0, -2.0]);
//! assert_eq!(l2(0.5).penalty(&weights).item(), 2.5);
//! assert_eq!(l1_l2(0.5, 0.5).penalty(&weights).item(), 4.0);
//!
//! fn greatest(weights: &Tensor) -> Tensor {
//!     0.25 * K::sum(&K::square(&K::square(weights)))
//! }
//! assert_eq!(Regularizer::Custom(greatest).penalty(&weights).item(), 4.25);
//! ```

#![allow(non_upper_case_globals)]

pub(crate) mod classes;
mod json;

pub use classes::*;
pub use json::CLASSES;

use std::fmt;

use crate::Error;
use crate::autodiff::{Tensor, backend as K};
use crate::config::{Config, Own, ToObject};
use crate::shape::{Fault, ShapeResult};

/// A penalty on a weight, or on what a layer puts out, that is added to the loss.
#[allow(
    unpredictable_function_pointer_comparisons,
    reason = "functions that the compiler merged do the same"
)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Regularizer {
    /// `l1 · Σ|x| + l2 · Σx²`: [`L1L2`](https://keras.io/api/layers/regularizers/#l1l2-class).
    L1L2 {
        /// The factor of the sum of magnitudes.
        l1: f32,
        /// The factor of the sum of squares.
        l2: f32,
    },
    /// The mean magnitude of the cosines between the rows, or the columns, of a matrix, times a factor:
    /// [`OrthogonalRegularizer`](https://keras.io/api/layers/regularizers/#orthogonalregularizer-class).
    Orthogonal {
        /// The factor of the mean.
        factor: f32,
        /// What is to stand at right angles.
        mode: Vectors,
    },
    /// One of your own, with arguments: a struct with `#[derive(Config)]` and [`CustomRegularizer`].
    Own(Own<dyn CustomRegularizer>),
    /// A function of your own, from the weight to a scalar.
    Custom(fn(&Tensor) -> Tensor),
}

/// A regularizer of your own that takes arguments.
///
/// ```
/// use keras::autodiff::Tensor;
/// use keras::prelude::*;
/// use keras::regularizers::CustomRegularizer;
///
/// /// A factor times the largest magnitude.
/// #[derive(Config, Clone, Copy, Debug)]
/// #[config(regularizer)]
/// struct Largest {
///     /// The factor.
///     #[default(0.01)]
///     factor: f32,
/// }
///
/// impl CustomRegularizer for Largest {
///     fn penalty(&self, x: &Tensor) -> Tensor {
///         self.factor * K::max(&K::abs(x))
///     }
/// }
///
/// let model = sequential![Dense(2, input = 2, kernel_regularizer = Largest(0.1))];
/// ```
pub trait CustomRegularizer: ToObject + fmt::Debug + Send + Sync {
    /// The penalty on `x`: a scalar.
    fn penalty(&self, x: &Tensor) -> Tensor;
}

/// The regularizer that the arguments of a struct make.
#[doc(hidden)]
pub const fn own_regularizer<T: CustomRegularizer>(made: &'static ShapeResult<T>) -> Regularizer {
    match made {
        ShapeResult::Ok(own) => Regularizer::Own(Own(own)),
        ShapeResult::Err(_) => Regularizer::UNKNOWN,
    }
}

/// The vectors that a matrix is seen as.
#[derive(Config, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vectors {
    /// One a row.
    Rows,
    /// One a column.
    Columns,
}

/// The rows of a matrix, Keras's `"rows"`.
pub const rows: Vectors = Vectors::Rows;
/// The columns of a matrix, Keras's `"columns"`.
pub const columns: Vectors = Vectors::Columns;

/// L1 regularizer, `l1 · Σ|x|`, the penalty of the lasso: [`L1`](https://keras.io/api/layers/regularizers/#l1-class),
/// whose default is 0.01.
///
/// ```
/// use keras::{autodiff::Tape, regularizers::l1};
///
/// let weights = Tape::new().array(&[1.0, -2.0]);
/// assert_eq!(l1(0.5).penalty(&weights).item(), 1.5);
/// ```
#[doc(alias = "lasso")]
pub const fn l1(l1: f32) -> Regularizer {
    l1_l2(l1, 0.0)
}

/// L2 regularizer, `l2 · Σx²`, the penalty of ridge regression:
/// [`L2`](https://keras.io/api/layers/regularizers/#l2-class), whose default is 0.01.
///
/// ```
/// use keras::{autodiff::Tape, regularizers::l2};
///
/// let weights = Tape::new().array(&[1.0, -2.0]);
/// assert_eq!(l2(0.5).penalty(&weights).item(), 2.5);
/// ```
#[doc(alias("weight_decay", "ridge"))]
pub const fn l2(l2: f32) -> Regularizer {
    l1_l2(0.0, l2)
}

/// L1 and L2 regularizer, also called elastic net, `l1 · Σ|x| + l2 · Σx²`:
/// [`L1L2`](https://keras.io/api/layers/regularizers/#l1l2-class), whose defaults are 0.
///
/// ```
/// use keras::{autodiff::Tape, regularizers::l1_l2};
///
/// let weights = Tape::new().array(&[1.0, -2.0]);
/// assert_eq!(l1_l2(0.5, 1.0).penalty(&weights).item(), 6.5);
/// ```
#[doc(alias = "elastic_net")]
pub const fn l1_l2(l1: f32, l2: f32) -> Regularizer {
    Regularizer::L1L2 { l1, l2 }
}

/// Orthogonal regularizer, `factor` times the mean magnitude of the cosines between the `rows` or `columns` of a
/// matrix: [`OrthogonalRegularizer`](https://keras.io/api/layers/regularizers/#orthogonalregularizer-class), whose
/// defaults are 0.01 and `rows`.
///
/// ```
/// use keras::{autodiff::Tape, regularizers::{orthogonal_regularizer, rows}};
///
/// let weights = Tape::new().array(&[[1.0, 0.0], [0.0, 3.0]]);
/// assert_eq!(orthogonal_regularizer(0.5, rows).penalty(&weights).item(), 0.0);
/// ```
pub const fn orthogonal_regularizer(factor: f32, mode: Vectors) -> Regularizer {
    Regularizer::Orthogonal { factor, mode }
}

impl Regularizer {
    /// What stands for one whose arguments are a mistake.
    #[doc(hidden)]
    pub const UNKNOWN: Self = l1_l2(0.0, 0.0);

    /// Whether this can penalise a tensor of `rank` axes; a rule can ask before the program runs.
    pub const fn check(&self, rank: usize) -> ShapeResult<()> {
        let (first, second) = match *self {
            Regularizer::L1L2 { l1, l2 } => (l1, l2),
            Regularizer::Orthogonal { factor, .. } => (factor, 0.0),
            Regularizer::Own(_) | Regularizer::Custom(_) => return ShapeResult::Ok(()),
        };
        if !(first.is_finite() && second.is_finite() && first >= 0.0 && second >= 0.0) {
            return ShapeResult::Err(Fault::new("needs a regularizer with finite factors of 0 or more"));
        }
        if matches!(self, Regularizer::Orthogonal { .. }) && rank != 2 {
            return ShapeResult::Err(Fault::new("cannot have an orthogonal regularizer, which takes rank 2"));
        }
        ShapeResult::Ok(())
    }

    /// The penalty on `x`, of any shape: a scalar.
    ///
    /// At 0 the gradient of a magnitude is 0, as in Keras on TensorFlow and PyTorch; on JAX it is that of a
    /// positive number. What [`check`](Self::check) finds is the error of the tape.
    pub fn penalty(&self, x: &Tensor) -> Tensor {
        if let ShapeResult::Err(fault) = self.check(x.rank()) {
            return x.tape().fail(Error::new("", format!("a tensor of shape {} {fault}", x.shape())));
        }
        match *self {
            Regularizer::L1L2 { l1, l2 } => {
                let value = move |x: f32| l1 * x.abs() + l2 * x * x;
                let slope = move |x: f32, _| l1 * sign(x) + 2.0 * l2 * x;
                K::sum(&K::map(x, value, slope))
            }
            Regularizer::Orthogonal { factor, mode } => factor * mean_cosine(x, mode),
            Regularizer::Own(own) => own.0.penalty(x),
            Regularizer::Custom(penalty) => penalty(x),
        }
    }
}

/// The mean magnitude of the cosine between two vectors of a matrix.
fn mean_cosine(matrix: &Tensor, vectors: Vectors) -> Tensor {
    let cosines = match vectors {
        Vectors::Rows => {
            let unit = K::l2_normalize(matrix, 1);
            K::matmul(&unit, &K::transpose(&unit))
        }
        Vectors::Columns => {
            let unit = K::l2_normalize(matrix, 0);
            K::matmul(&K::transpose(&unit), &unit)
        }
    };
    let count = cosines.dim(0);
    let others = matrix.tape().constant(&[count, count], |mask| {
        mask.fill(1.0);
        mask.iter_mut().step_by(count + 1).for_each(|itself| *itself = 0.0);
    });
    // Each pair is there twice; a single vector has no pair, and no penalty.
    K::sum(&K::abs(&(cosines * others))) / (count * count.saturating_sub(1)).max(1) as f32
}

fn sign(x: f32) -> f32 {
    f32::from(i8::from(x > 0.0) - i8::from(x < 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::Tape;
    use crate::autodiff::testing::check_gradient;

    #[test]
    fn penalties_have_their_gradients() {
        let orthogonal = [rows, columns].map(|mode| orthogonal_regularizer(0.5, mode));
        for regularizer in [l1(0.3), l2(0.2), l1_l2(0.1, 0.4)].into_iter().chain(orthogonal) {
            check_gradient(&[&[3, 4]], |x| regularizer.penalty(&x[0]));
        }
    }

    #[test]
    fn angles_of_long_vectors_are_penalised() {
        let matrix = Tape::new().array(&[[1e20, 1e20], [1e20, 0.0]]);
        for mode in [rows, columns] {
            let penalty = orthogonal_regularizer(1.0, mode).penalty(&matrix).item();
            assert!((penalty - 0.5f32.sqrt()).abs() < 1e-6, "{penalty}");
        }
    }

    #[test]
    fn a_single_vector_is_orthogonal() {
        let matrix = Tape::new().array(&[[1.0, 2.0]]);
        assert_eq!(orthogonal_regularizer(1.0, rows).penalty(&matrix).item(), 0.0);
    }

    #[test]
    fn a_factor_without_sense_is_an_error_that_rules_can_ask_for() {
        const FAULT: ShapeResult<()> = l2(-0.01).check(2);
        assert!(matches!(FAULT, ShapeResult::Err(_)));
        let orthogonal = orthogonal_regularizer(0.1, rows);
        for regularizer in [l1(-0.1), l2(f32::NAN), l1_l2(0.1, f32::INFINITY), orthogonal] {
            let tape = Tape::new();
            regularizer.penalty(&tape.array(&[1.0]));
            assert!(tape.check().is_err(), "{regularizer:?}");
        }
    }
}
