//! Averages over classes.

use keras_macros::Config;

/// Average of the scores of the classes.
#[derive(Config, Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Averaging {
    /// Their mean.
    Macro,
    /// The score of all decisions taken together.
    Micro,
    /// Their mean, each weighted by how often the class occurs.
    Weighted,
}
