//! State of a callback, as plain data.

use std::collections::BTreeMap;

use ndarray::ArrayD;

use crate::{Error, Result};

/// What a callback remembers, as numbers, texts and arrays under names of its own.
///
/// ```
/// use keras::callbacks::CallbackState;
///
/// let state = CallbackState::default().with_number("best", 0.25).with_count("wait", 3);
/// assert_eq!((state.number("best")?, state.count("wait")?), (0.25, 3));
/// assert!(state.number("worst").is_err());
/// # Ok::<(), keras::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallbackState {
    /// By the bits of numbers, so that each comes back as it was, NaN too.
    pub(in crate::training) numbers: BTreeMap<String, u64>,
    pub(in crate::training) arrays: BTreeMap<String, ArrayD<f32>>,
}

impl CallbackState {
    /// This state with a number.
    #[must_use]
    pub fn with_number(mut self, name: &str, value: f32) -> Self {
        self.numbers.insert(name.to_owned(), value.to_bits().into());
        self
    }

    /// This state with a count.
    #[must_use]
    pub fn with_count(mut self, name: &str, value: u64) -> Self {
        self.numbers.insert(name.to_owned(), value);
        self
    }

    /// This state with an array.
    #[must_use]
    pub fn with_array(mut self, name: &str, array: ArrayD<f32>) -> Self {
        self.arrays.insert(name.to_owned(), array);
        self
    }

    /// This state with a list of arrays, such as all weights of a model.
    #[must_use]
    pub fn with_arrays(self, name: &str, arrays: &[ArrayD<f32>]) -> Self {
        let state = self.with_count(name, arrays.len() as u64);
        arrays
            .iter()
            .enumerate()
            .fold(state, |state, (i, array)| state.with_array(&format!("{name}/{i}"), array.clone()))
    }

    /// A number.
    ///
    /// # Errors
    ///
    /// If there is none of this name.
    pub fn number(&self, name: &str) -> Result<f32> {
        let bits = u32::try_from(self.count(name)?).map_err(|_| missing(name))?;
        Ok(f32::from_bits(bits))
    }

    /// A number, if there is one of this name.
    pub fn find_number(&self, name: &str) -> Option<f32> {
        self.number(name).ok()
    }

    /// A count.
    ///
    /// # Errors
    ///
    /// If there is none of this name.
    pub fn count(&self, name: &str) -> Result<u64> {
        self.numbers.get(name).copied().ok_or_else(|| missing(name))
    }

    /// An array.
    ///
    /// # Errors
    ///
    /// If there is none of this name.
    pub fn array(&self, name: &str) -> Result<&ArrayD<f32>> {
        self.arrays.get(name).ok_or_else(|| missing(name))
    }

    /// A list of arrays, if there is one of this name.
    ///
    /// # Errors
    ///
    /// If one of them is missing.
    pub fn find_arrays(&self, name: &str) -> Result<Option<Vec<ArrayD<f32>>>> {
        let Some(&count) = self.numbers.get(name) else { return Ok(None) };
        (0..count).map(|i| self.array(&format!("{name}/{i}")).cloned()).collect::<Result<_>>().map(Some)
    }
}

fn missing(name: &str) -> Error {
    Error::new(format!("state of a callback, `{name}`"), "it is missing")
}
