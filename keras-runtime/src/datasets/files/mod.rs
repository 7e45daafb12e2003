//! Arrays in the formats that datasets come in.
//!
//! What an array is to be is known beforehand, so a header is only ever compared, and nothing is allocated
//! on its word.

#[cfg(test)]
pub(super) mod forge;
pub(super) mod idx;
mod npy;
pub(super) mod npz;
pub(super) mod pickle;
pub(super) mod tar;
#[cfg(test)]
mod tests;

use crate::{Error, Result};
use ndarray::{Array, Array1, Dimension};
use std::io::{self, Read};
use std::path::Path;

/// Labels of so many classes, each below their number.
pub(super) fn classes<E: Into<i64>>(
    path: &Path,
    y: impl IntoIterator<Item = E>,
    classes: u8,
) -> Result<Array1<u8>> {
    let class = |class: E| match class.into() {
        class if (0..i64::from(classes)).contains(&class) => Ok(class as u8),
        other => {
            let expected = format_args!("classes from 0 to {}", classes - 1);
            Err(Error::expected(path.display().to_string(), expected, other))
        }
    };
    y.into_iter().map(class).collect()
}

/// The rest of `data`, which must be as many bytes as `shape` has elements, in row-major order.
fn rest<D: Dimension>(place: &str, data: impl Read, shape: D) -> Result<Array<u8, D>> {
    let size = shape.size();
    let mut bytes = Vec::with_capacity(size);
    // One byte more than wanted: it is at the end of the data that a decoder compares checksums.
    data.take(size as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(place, error))?;
    let found = bytes.len();
    Array::from_shape_vec(shape, bytes).map_err(|_| {
        let found = if found > size { "more".into() } else { found.to_string() };
        Error::expected(place, format_args!("{size} bytes of data"), found)
    })
}

/// `shape` as Python writes it.
fn tuple(shape: &[usize]) -> String {
    match shape {
        [length] => format!("({length},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

pub(super) fn unreadable(place: impl Into<String>, error: io::Error) -> Error {
    Error::new(place, format!("cannot be read: {error}")).caused_by(error)
}
