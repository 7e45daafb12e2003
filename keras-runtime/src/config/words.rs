//! Enumerated arguments: words as values.

use super::Value;
use super::argument::unexpected;
use crate::{Error, Result};

/// The word that stands for a value, or nothing if it is no string.
#[doc(hidden)]
pub fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The error for a word that is none of these.
#[doc(hidden)]
pub fn no_word(words: &[&str], found: &Value) -> Error {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    unexpected(format_args!("one of {}", words.join(", ")), found)
}

/// The word of a value, among all there are.
pub(crate) fn to_word<T: PartialEq>(value: &T, words: &[(&str, T)]) -> Option<Value> {
    words.iter().find(|(_, other)| other == value).map(|(word, _)| Value::from(*word))
}

/// The value of a word, among all there are.
pub(crate) fn from_word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<T> {
    let found = words.iter().find(|(word, _)| value.as_str() == Some(word)).map(|&(_, value)| value);
    found.ok_or_else(|| no_word(&words.iter().map(|&(word, _)| word).collect::<Vec<_>>(), value))
}
