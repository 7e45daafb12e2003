//! The [IDX format](http://yann.lecun.com/exdb/mnist/) of MNIST's authors, packed by gzip.

use super::{malformed, rest, tuple, unreadable};
use crate::Result;
use flate2::read::GzDecoder;
use ndarray::{Array, Dimension};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The array of bytes in the file at `path`, which must be of `shape`.
pub fn array<D: Dimension>(path: &Path, shape: D) -> Result<Array<u8, D>> {
    let place = &path.display().to_string();
    let mut file = GzDecoder::new(File::open(path).map_err(|error| unreadable(place, error))?);
    let mut word = || {
        let mut word = [0; 4];
        file.read_exact(&mut word).map_err(|error| unreadable(place, error)).map(|()| word)
    };
    // Two zeros, the element type (8 is a byte), the number of axes.
    let magic = [0, 0, 8, shape.ndim() as u8];
    let found = word()?;
    if found != magic {
        let hex = |word| format!("{:08x}", u32::from_be_bytes(word));
        let expected = format!("IDX data of bytes with {} axes, {}", shape.ndim(), hex(magic));
        return Err(malformed(place, expected, hex(found)));
    }
    let lengths = shape.slice().iter().map(|_| Ok(u32::from_be_bytes(word()?) as usize));
    let found = lengths.collect::<Result<Vec<_>>>()?;
    if found != shape.slice() {
        return Err(malformed(place, format!("an array of {}", tuple(shape.slice())), tuple(&found)));
    }
    rest(place, file, shape)
}
