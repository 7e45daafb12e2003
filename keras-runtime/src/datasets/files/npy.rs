//! NumPy's [format of one array](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).

use super::{rest, tuple, unreadable};
use crate::{Error, Result};
use ndarray::{Array, Dimension};
use std::io::{self, Read};

const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// The array of bytes in `file`, which must be of `shape` and in row-major order.
pub(super) fn array<D: Dimension>(place: &str, mut file: impl Read, shape: D) -> Result<Array<u8, D>> {
    let header = header(&mut file).map_err(|error| unreadable(place, error))?;
    let Some(header) = header else {
        return Err(Error::expected(place, "an array in NumPy's format, version 1 to 3", "something else"));
    };
    let Some(Header { descr, fortran_order, shape: found }) = Header::parse(&header) else {
        let expected = "a header with `descr`, `fortran_order` and `shape`";
        return Err(Error::expected(place, expected, format_args!("{header:?}")));
    };
    if descr != "|u1" {
        return Err(Error::expected(place, "bytes, `|u1`", format_args!("`{}`", descr.escape_debug())));
    }
    if found != shape.slice() {
        let expected = format!("an array of {}", tuple(shape.slice()));
        return Err(Error::expected(place, expected, tuple(&found)));
    }
    if fortran_order {
        return Err(Error::expected(place, "an array in row-major order", "Fortran's order"));
    }
    rest(place, file, shape)
}

/// The text of the header; none where this is not NumPy's format.
fn header(file: &mut impl Read) -> io::Result<Option<String>> {
    let mut start = [0; 8];
    file.read_exact(&mut start)?;
    let mut length = [0; 4];
    match start.strip_prefix(MAGIC) {
        Some([1, _]) => file.read_exact(&mut length[..2])?,
        Some([2 | 3, _]) => file.read_exact(&mut length)?,
        _ => return Ok(None),
    }
    // `Take` reads what is there, so that a length which lies allocates nothing.
    let length = u32::from_le_bytes(length).min(MAX_HEADER);
    let mut text = Vec::new();
    file.take(length.into()).read_to_end(&mut text)?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

/// NumPy itself takes no header above 10,000 bytes from a stranger.
const MAX_HEADER: u32 = 10_000;

struct Header<'a> {
    /// The element type; where it is a structure, the beginning of it.
    descr: &'a str,
    fortran_order: bool,
    shape: Vec<usize>,
}

impl<'a> Header<'a> {
    /// Reads `{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }`, keys in any order.
    fn parse(text: &'a str) -> Option<Self> {
        let value = |key: &str| Some(text.split_once(key)?.1.trim_start().strip_prefix(':')?.trim_start());
        let descr = value("'descr'")?;
        let descr = descr.split([',', '}']).next()?.trim_matches([' ', '\'']);
        let fortran_order = value("'fortran_order'")?;
        let fortran_order = match fortran_order {
            _ if fortran_order.starts_with("True") => true,
            _ if fortran_order.starts_with("False") => false,
            _ => return None,
        };
        let (shape, _) = value("'shape'")?.strip_prefix('(')?.split_once(')')?;
        let lengths = shape.split(',').map(str::trim).filter(|length| !length.is_empty());
        let shape = lengths.map(|length| length.parse().ok()).collect::<Option<_>>()?;
        Some(Self { descr, fortran_order, shape })
    }
}
