//! Merge modes and score modes, how two tensors become one: the values of arguments that say so.

use crate::Result;
use crate::config::{Argument, Classes, Value, from_word, to_word};

/// Merge mode or score mode: a value of `merge_mode`, for the outputs of two directions, or of `score_mode`, for
/// queries and keys; `concat` is one of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Joining {
    /// See [`words::sum`].
    Sum,
    /// See [`words::mul`].
    Mul,
    /// See [`words::ave`].
    Ave,
    /// See [`words::concat`].
    Concat,
    /// See [`words::dot`].
    Dot,
    /// See [`words::none`].
    None,
}

const WORDS: [(&str, Joining); 5] = [
    ("sum", Joining::Sum),
    ("mul", Joining::Mul),
    ("ave", Joining::Ave),
    ("concat", Joining::Concat),
    ("dot", Joining::Dot),
];

/// `none` is Python's `None`, and so `null`.
impl Argument for Joining {
    fn to_json(&self) -> Result<Value> {
        Ok(to_word(self, &WORDS).unwrap_or_default())
    }

    fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
        if value.is_null() { Ok(Joining::None) } else { from_word(value, &WORDS) }
    }
}

/// The values of `merge_mode` and `score_mode`.
#[allow(non_upper_case_globals)]
pub mod words {
    use super::Joining;

    /// Their sum.
    pub const sum: Joining = Joining::Sum;
    /// Their product, element by element.
    pub const mul: Joining = Joining::Mul;
    /// Their mean.
    pub const ave: Joining = Joining::Ave;
    /// Concatenated.
    pub const concat: Joining = Joining::Concat;
    /// Their scalar product.
    pub const dot: Joining = Joining::Dot;
    /// They stay two.
    pub const none: Joining = Joining::None;
}
