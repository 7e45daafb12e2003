//! Regularizers by the name of their class, with arguments.

use keras_macros::Config;

use super::{Regularizer, Vectors, l1, l1_l2, l2, orthogonal_regularizer};

/// L1 regularizer, `l1 · Σ|x|`: [`L1`](https://keras.io/api/layers/regularizers/#l1-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model =
///     sequential![Dense(1, kernel_initializer = ones, kernel_regularizer = L1(0.5), input = 2)];
/// let mut model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
/// let scores = model.evaluate(&array![[1.0, 2.0]], &array![[3.0]])?; // the prediction is right
/// assert_eq!(scores.get("loss"), Some(1.0));
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(regularizer = built_in)]
pub struct L1 {
    /// The factor.
    #[default(0.01)]
    pub(super) l1: f32,
}

impl L1 {
    /// The value of these arguments.
    pub const fn value(&self) -> Regularizer {
        l1(self.l1)
    }
}

/// L2 regularizer, `l2 · Σx²`: [`L2`](https://keras.io/api/layers/regularizers/#l2-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model =
///     sequential![Dense(1, kernel_initializer = ones, kernel_regularizer = L2(0.5), input = 2)];
/// let mut model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
/// let scores = model.evaluate(&array![[1.0, 2.0]], &array![[3.0]])?; // the prediction is right
/// assert_eq!(scores.get("loss"), Some(1.0));
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(regularizer = built_in)]
pub struct L2 {
    /// The factor.
    #[default(0.01)]
    pub(super) l2: f32,
}

impl L2 {
    /// The value of these arguments.
    pub const fn value(&self) -> Regularizer {
        l2(self.l2)
    }
}

/// L1 and L2 regularizer, also called elastic net, `l1 · Σ|x| + l2 · Σx²`:
/// [`L1L2`](https://keras.io/api/layers/regularizers/#l1l2-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model =
///     sequential![Dense(1, kernel_initializer = ones, kernel_regularizer = L1L2(l1 = 0.5, l2 = 1.0), input = 2)];
/// let mut model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
/// let scores = model.evaluate(&array![[1.0, 2.0]], &array![[3.0]])?; // the prediction is right
/// assert_eq!(scores.get("loss"), Some(3.0));
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(regularizer = built_in)]
pub struct L1L2 {
    /// The factor of the sum of magnitudes.
    #[default(0.0)]
    pub(super) l1: f32,
    /// The factor of the sum of squares.
    #[default(0.0)]
    pub(super) l2: f32,
}

impl L1L2 {
    /// The value of these arguments.
    pub const fn value(&self) -> Regularizer {
        l1_l2(self.l1, self.l2)
    }
}

/// Orthogonal regularizer, the mean magnitude of the cosines between rows or columns:
/// [`OrthogonalRegularizer`](https://keras.io/api/layers/regularizers/#orthogonalregularizer-class).
///
/// ```
/// use keras::{ndarray::array, prelude::*};
///
/// let model =
///     sequential![Dense(2, kernel_initializer = ones, kernel_regularizer = OrthogonalRegularizer(0.5), input = 2)];
/// let mut model = model.compile(SGD::default(), MeanSquaredError::default(), metrics![]);
/// let scores = model.evaluate(&array![[1.0, 2.0]], &array![[3.0, 3.0]])?; // the prediction is right
/// assert!(scores.get("loss").is_some_and(|loss| (loss - 0.5).abs() < 1e-6));
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[config(regularizer = built_in)]
pub struct OrthogonalRegularizer {
    /// The factor of the mean.
    #[default(0.01)]
    pub(super) factor: f32,
    /// What is to stand at right angles: `rows` or `columns`.
    #[default(rows)]
    pub(super) mode: Vectors,
}

impl OrthogonalRegularizer {
    /// The value of these arguments.
    pub const fn value(&self) -> Regularizer {
        orthogonal_regularizer(self.factor, self.mode)
    }
}
