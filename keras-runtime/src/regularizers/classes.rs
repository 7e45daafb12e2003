//! Regularizers by the name of their class, with arguments.

use keras_macros::Config;

use super::{Regularizer, Vectors, l1, l1_l2, l2, orthogonal_regularizer};

/// `l1 · Σ|x|`: [`L1`](https://keras.io/api/layers/regularizers/#l1-class).
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

/// `l2 · Σx²`: [`L2`](https://keras.io/api/layers/regularizers/#l2-class).
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

/// `l1 · Σ|x| + l2 · Σx²`: [`L1L2`](https://keras.io/api/layers/regularizers/#l1l2-class).
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

/// The mean magnitude of the cosines between rows or columns: [`OrthogonalRegularizer`](https://keras.io/api/layers/regularizers/#orthogonalregularizer-class).
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
