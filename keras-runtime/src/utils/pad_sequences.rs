//! Padding and truncation of sequences to one length: `pad_sequences`.

use ndarray::{Array2, s};

use crate::training::data::Number;
use crate::{Error, Result};

/// Side on which a sequence is padded or truncated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Side {
    /// At its beginning.
    Pre,
    /// At its end.
    Post,
}

/// Pads and truncates sequences of any lengths to have the same, as one array.
///
/// This is [`keras.utils.pad_sequences`](https://keras.io/api/data_loading/timeseries/#padsequences-function), its
/// arguments by their names and with their defaults.
///
/// A batch is an array, so sequences must be equally long to be in one. The model shall not take the zeros that are
/// added for data: an `Embedding` with `mask_zero`, or the layer `Masking`, says that those steps do not count.
///
/// ```
/// use keras::utils::{Side, pad_sequences};
/// use keras::ndarray::array;
///
/// let sequences = [vec![1], vec![2, 3], vec![4, 5, 6]];
/// assert_eq!(pad_sequences(&sequences).to_array()?, array![[0, 0, 1], [0, 2, 3], [4, 5, 6]]);
/// let padded = pad_sequences(&sequences).maxlen(2).padding(Side::Post).to_array()?;
/// assert_eq!(padded, array![[1, 0], [2, 3], [5, 6]]);
/// # Ok::<(), keras::Error>(())
/// ```
pub fn pad_sequences<S: AsRef<[E]>, E: Number + Default>(sequences: &[S]) -> PadSequences<'_, S, E> {
    PadSequences { sequences, maxlen: None, padding: Side::Pre, truncating: Side::Pre, value: E::default() }
}

/// Options of [`pad_sequences`].
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct PadSequences<'a, S, E> {
    sequences: &'a [S],
    maxlen: Option<usize>,
    padding: Side,
    truncating: Side,
    value: E,
}

impl<S: AsRef<[E]>, E: Number> PadSequences<'_, S, E> {
    /// The length that all sequences get; by default that of the longest.
    pub fn maxlen(mut self, maxlen: usize) -> Self {
        self.maxlen = Some(maxlen);
        self
    }

    /// Side of the padding, where the values are put that a short sequence lacks; default [`Side::Pre`].
    pub fn padding(mut self, padding: Side) -> Self {
        self.padding = padding;
        self
    }

    /// Side of the truncation, where the values are taken from that a long sequence has too many; default
    /// [`Side::Pre`].
    pub fn truncating(mut self, truncating: Side) -> Self {
        self.truncating = truncating;
        self
    }

    /// Padding value, put where there is none; default 0.
    pub fn value(mut self, value: E) -> Self {
        self.value = value;
        self
    }

    /// The array, shape `(sequences, maxlen)`.
    ///
    /// # Errors
    ///
    /// Where the array would be larger than memory can be.
    pub fn to_array(self) -> Result<Array2<E>> {
        let longest = || self.sequences.iter().map(|sequence| sequence.as_ref().len()).max().unwrap_or(0);
        let shape = (self.sequences.len(), self.maxlen.unwrap_or_else(longest));
        let size = shape.0.checked_mul(shape.1).and_then(|size| size.checked_mul(size_of::<E>()));
        if size.is_none_or(|size| size > isize::MAX as usize) {
            return Err(Error::new(
                "`pad_sequences`",
                format!("{} × {} values are too many", shape.0, shape.1),
            ));
        }
        let mut out = Array2::from_elem(shape, self.value);
        for (mut row, sequence) in out.outer_iter_mut().zip(self.sequences) {
            let sequence = sequence.as_ref();
            let (length, cut) = (sequence.len().min(shape.1), sequence.len().saturating_sub(shape.1));
            let kept = match self.truncating {
                Side::Pre => &sequence[cut..],
                Side::Post => &sequence[..length],
            };
            let mut place = match self.padding {
                Side::Pre => row.slice_mut(s![shape.1 - length..]),
                Side::Post => row.slice_mut(s![..length]),
            };
            place.iter_mut().zip(kept).for_each(|(out, &value)| *out = value);
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    const SEQUENCES: [&[i32]; 4] = [&[1, 2, 3, 4, 5], &[6, 7], &[], &[8, 9, 10]];

    #[test]
    fn each_side_is_that_of_keras() {
        // `pad_sequences(..., maxlen=3, padding=..., truncating=..., value=-1)` of Keras 3.15.
        for (padding, truncating, expected) in [
            (Side::Pre, Side::Pre, array![[3, 4, 5], [-1, 6, 7], [-1, -1, -1], [8, 9, 10]]),
            (Side::Pre, Side::Post, array![[1, 2, 3], [-1, 6, 7], [-1, -1, -1], [8, 9, 10]]),
            (Side::Post, Side::Pre, array![[3, 4, 5], [6, 7, -1], [-1, -1, -1], [8, 9, 10]]),
            (Side::Post, Side::Post, array![[1, 2, 3], [6, 7, -1], [-1, -1, -1], [8, 9, 10]]),
        ] {
            let padded =
                pad_sequences(&SEQUENCES).maxlen(3).padding(padding).truncating(truncating).value(-1);
            assert_eq!(padded.to_array().unwrap(), expected);
        }
    }

    #[test]
    fn the_longest_sequence_decides_the_length() {
        assert_eq!(pad_sequences(&SEQUENCES).to_array().unwrap().dim(), (4, 5));
        assert_eq!(pad_sequences(&[[0.5f32; 0]; 2]).to_array().unwrap().dim(), (2, 0));
        assert_eq!(pad_sequences::<Vec<i32>, i32>(&[]).to_array().unwrap().dim(), (0, 0));
    }

    #[test]
    fn a_length_that_no_memory_holds_is_an_error() {
        let error = pad_sequences(&SEQUENCES).maxlen(usize::MAX).to_array().unwrap_err().to_string();
        assert_eq!(error, "`pad_sequences`: 4 × 18446744073709551615 values are too many");
    }
}
