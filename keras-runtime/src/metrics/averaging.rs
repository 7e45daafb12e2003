//! Averages over classes.

use keras_macros::Config;

/// Average of the scores of the classes.
///
/// In `metrics!` it is a word, as in Keras: `F1Score(average = "macro")`.
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

/// Their names in Keras.
#[allow(non_upper_case_globals, reason = "words of Keras")]
pub mod words {
    use super::Averaging;

    /// [`Averaging::Macro`].
    pub const r#macro: Averaging = Averaging::Macro;
    /// [`Averaging::Micro`].
    pub const micro: Averaging = Averaging::Micro;
    /// [`Averaging::Weighted`].
    pub const weighted: Averaging = Averaging::Weighted;
}
