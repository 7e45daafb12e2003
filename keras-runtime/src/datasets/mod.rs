//! Data to learn on, as [`keras.datasets`](https://keras.io/api/datasets/) has it.

pub mod digits;

use ndarray::{Array, Array1, Dimension};

/// Samples and what is to be learnt of each: `x` and `y` have one entry a sample along axis 0.
///
/// Both fields are arrays of [`ndarray`], to be used as they are or taken out and worked on.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset<X, Y> {
    /// The inputs, shape `(samples, ...)`.
    pub x: X,
    /// The labels, shape `(samples,)`.
    pub y: Y,
}

impl<A, B, D: Dimension> Dataset<Array<A, D>, Array1<B>> {
    /// The number of samples.
    pub fn len(&self) -> usize {
        self.y.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }
}
