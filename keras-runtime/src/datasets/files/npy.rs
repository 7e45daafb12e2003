//! NumPy's [format of one array](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).

use super::{all, excerpt, malformed, rest, tuple, unreadable};
use crate::Result;
use crate::files::npy::{Header, header};
use ndarray::{Array, Array1, Dimension, Ix1};
use std::io::Read;

/// The array of bytes in `file`, which must be of `shape` and in row-major order.
pub(super) fn array<D: Dimension>(place: &str, mut file: impl Read, shape: D) -> Result<Array<u8, D>> {
    check_header(place, &mut file, &["|u1"], "bytes", shape.slice())?;
    rest(place, file, shape)
}

/// The array of whole numbers in `file`, which must be so many.
pub(super) fn integers(place: &str, mut file: impl Read, length: usize) -> Result<Array1<i64>> {
    let descr = check_header(place, &mut file, &["<i8", "<i4", "|u1"], "whole numbers", &[length])?;
    let size = [8, 4, 1][descr];
    let bytes = rest(place, file, Ix1(length * size))?;
    Ok(bytes
        .exact_chunks(size)
        .into_iter()
        .map(|bytes| {
            let number = bytes.iter().rev().fold(0, |number, &byte| number << 8 | i64::from(byte));
            if size == 4 { i64::from(number as i32) } else { number }
        })
        .collect())
}

/// The array of numbers in `file`, which must be of `shape` and in row-major order.
pub(super) fn floats<D: Dimension>(place: &str, mut file: impl Read, shape: D) -> Result<Array<f32, D>> {
    let descr = check_header(place, &mut file, &["<f8", "<f4"], "numbers", shape.slice())?;
    let size = [8, 4][descr];
    let bytes = rest(place, file, Ix1(shape.size() * size))?.to_vec();
    let numbers = match size {
        8 => bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes) as f32).collect(),
        _ => bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect::<Vec<_>>(),
    };
    Array::from_shape_vec(shape, numbers).map_err(|error| malformed(place, "an array of its shape", error))
}

/// The pickle of an array of so many Python objects in `file`, which may be of `limit` bytes.
pub(super) fn objects(place: &str, mut file: impl Read, length: usize, limit: usize) -> Result<Vec<u8>> {
    check_header(place, &mut file, &["|O"], "Python objects", &[length])?;
    all(place, file, limit)
}

/// Which of the element types the array has; it must be of `shape` and in row-major order.
fn check_header(
    place: &str,
    file: &mut impl Read,
    descrs: &[&str],
    what: &str,
    shape: &[usize],
) -> Result<usize> {
    let header = header(file).map_err(|error| unreadable(place, error))?;
    let Some(header) = header else {
        return Err(malformed(place, "an array in NumPy's format, version 1 to 3", "something else"));
    };
    let Some(Header { descr: found, fortran_order, shape: found_shape }) = Header::parse(&header) else {
        let expected = "a header with `descr`, `fortran_order` and `shape`";
        return Err(malformed(place, expected, format_args!("\"{}\"", excerpt(header.as_bytes()))));
    };
    let Some(descr) = descrs.iter().position(|descr| *descr == found) else {
        let expected = format!("{what}, `{}`", descrs.join("` or `"));
        return Err(malformed(place, expected, format_args!("`{}`", excerpt(found.as_bytes()))));
    };
    if found_shape != shape {
        let expected = format!("an array of {}", tuple(shape));
        return Err(malformed(place, expected, tuple(&found_shape)));
    }
    if fortran_order {
        return Err(malformed(place, "an array in row-major order", "Fortran's order"));
    }
    Ok(descr)
}
