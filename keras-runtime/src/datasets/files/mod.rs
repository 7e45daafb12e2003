//! File formats of datasets: arrays in the formats that datasets come in.
//!
//! What a data set can be is known beforehand. So a header is only ever compared, and nothing is allocated on its
//! word; and bytes are counted as they come, unpacked, so that no file makes more of itself than its data set is.

mod bounded;
#[cfg(test)]
pub(super) mod forge;
pub(super) mod idx;
mod npy;
pub(super) mod npz;
pub(super) mod pickle;
pub(super) mod tar;
#[cfg(test)]
mod tests;

use crate::files::npy::MAX_AXES;
use crate::{Error, ErrorKind, Result};
use bounded::Bounded;
use ndarray::{Array, Array1, Dimension};
use std::fmt::Display;
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
            Err(malformed(path.display().to_string(), expected, other))
        }
    };
    y.into_iter().map(class).collect()
}

/// The rest of `data`, which must be as many bytes as `shape` has elements, in row-major order.
fn rest<D: Dimension>(place: &str, data: impl Read, shape: D) -> Result<Array<u8, D>> {
    let size = shape.size();
    let bytes = all(place, data, size)?;
    let found = bytes.len();
    Array::from_shape_vec(shape, bytes)
        .map_err(|_| malformed(place, format_args!("{size} bytes of data"), found))
}

/// All of `data`, which may be so many bytes at most; a decoder compares checksums at its end.
pub(super) fn all(place: &str, data: impl Read, limit: usize) -> Result<Vec<u8>> {
    // As a vector that grows may take three times what is in it.
    let mut bytes = Vec::with_capacity(limit);
    let read = Bounded::new(data, limit as u64).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(place, error))?;
    Ok(bytes)
}

/// What `bytes` begin with, as text for a message.
fn excerpt(bytes: &[u8]) -> String {
    const LENGTH: usize = 80;
    let begin = bytes.get(..LENGTH).unwrap_or(bytes);
    String::from_utf8_lossy(begin).escape_debug().take(LENGTH).collect()
}

/// `shape` as Python writes it.
fn tuple(shape: &[usize]) -> String {
    match shape {
        [length] => format!("({length},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// A file that is not what it should be.
pub(super) fn malformed(place: impl Into<String>, expected: impl Display, found: impl Display) -> Error {
    Error::expected(place, expected, found).with_kind(ErrorKind::Format)
}

pub(super) fn unreadable(place: impl Into<String>, error: io::Error) -> Error {
    let said = match error.kind() {
        io::ErrorKind::FileTooLarge => Error::expected(place, &error, "more"),
        _ => Error::new(place, format!("cannot be read: {error}")),
    };
    said.with_kind(ErrorKind::from(&error)).caused_by(error)
}
