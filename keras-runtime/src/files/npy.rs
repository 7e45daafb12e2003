//! Headers of NumPy's [format of one array](https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).

use std::io::{self, Read};

const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// NumPy has no more.
pub(crate) const MAX_AXES: usize = 64;

/// The text of the header; none where this is not NumPy's format.
pub(crate) fn header(file: &mut impl Read) -> io::Result<Option<String>> {
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

/// What the header says.
pub(crate) struct Header<'a> {
    /// The element type; where it is a structure, the beginning of it.
    pub descr: &'a str,
    pub fortran_order: bool,
    pub shape: Vec<usize>,
}

impl<'a> Header<'a> {
    /// Reads `{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }`, keys in any order.
    pub fn parse(text: &'a str) -> Option<Self> {
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
        let shape = lengths.map(|length| length.parse().ok()).collect::<Option<Vec<_>>>()?;
        (shape.len() <= MAX_AXES).then_some(Self { descr, fortran_order, shape })
    }
}
