//! Data sets: shape, element type, numbers.

use super::bytes::{Cursor, Read};
use super::chunks::{self, Chunk};
use super::datatype::{Datatype, Float};
use super::filters::Filters;
use super::header::{Header, kind};

/// How much the best compression that a file may use can do.
const MAX_RATIO: usize = 1032;

/// What an array of so many bytes may take though the file has none of its numbers.
const MAX_FILL: usize = 1 << 20;

/// A data set.
pub struct Dataset<'a> {
    header: Header<'a>,
    /// The lengths of its axes.
    pub shape: Vec<usize>,
    datatype: Datatype,
}

impl<'a> Dataset<'a> {
    /// A data set; none where the object is something else.
    pub(super) fn read(header: Header<'a>) -> Read<Option<Self>> {
        let (Some(space), Some(mut datatype)) = (header.find(kind::DATASPACE)?, header.find(kind::DATATYPE)?)
        else {
            return Ok(None);
        };
        let (shape, datatype) = (dataspace(space)?, Datatype::read(&mut datatype)?);
        Ok(Some(Self { header, shape, datatype }))
    }

    /// Its numbers, row by row.
    pub fn floats(&self) -> Read<Vec<f32>> {
        self.datatype()?.floats(&self.bytes()?)
    }

    /// The bytes in the file that are its numbers, if they are of 32 bits, the lowest byte first, and in one piece.
    pub fn stored(&self) -> Read<Option<&'a [u8]>> {
        let is_single = self.datatype()? == Datatype::Float { format: Float::F32, big_endian: false };
        if !is_single || self.header.find(kind::EXTERNAL)?.is_some() {
            return Ok(None);
        }
        let Some(mut layout) = self.header.find(kind::LAYOUT)? else { return Ok(None) };
        let (version, class) = (layout.u8()?, layout.u8()?);
        if !matches!(version, 3..=5) || class != 1 {
            return Ok(None);
        }
        let (address, length) = (layout.address()?, layout.length()?);
        let size = self.shape.iter().try_fold(4_usize, |all, &size| all.checked_mul(size));
        if self.header.file.is_undefined(address) || size.is_none_or(|size| size as u64 != length) {
            return Ok(None);
        }
        self.header.file.range(address, length).map(Some)
    }

    /// Its whole numbers, row by row.
    pub fn integers(&self) -> Read<Vec<i64>> {
        self.datatype.integers(&self.bytes()?)
    }

    /// What Keras writes with a type that HDF5 does not have, an attribute tells.
    fn datatype(&self) -> Read<Datatype> {
        let told = || {
            Ok::<_, String>(
                super::attribute::texts(&self.header, "dtype")?.is_some_and(|told| told == ["bfloat16"]),
            )
        };
        Ok(match self.datatype {
            Datatype::Opaque { size: 2 } | Datatype::Integer { size: 2, .. } if told()? => {
                Datatype::Float { format: Float::BFloat16, big_endian: false }
            }
            _ => self.datatype.clone(),
        })
    }

    fn bytes(&self) -> Read<Vec<u8>> {
        if self.header.find(kind::EXTERNAL)?.is_some() {
            return Err("its numbers are in another file".to_owned());
        }
        let (file, element) = (self.header.file, self.datatype.size(self.header.file.address_size));
        let elements = self.shape.iter().try_fold(1_usize, |all, &size| all.checked_mul(size));
        let size = elements.and_then(|elements| elements.checked_mul(element));
        let size = size.ok_or_else(|| format!("shape {:?} is larger than memory", self.shape))?;
        if size == 0 {
            return Ok(vec![]);
        }
        let mut layout =
            self.header.find(kind::LAYOUT)?.ok_or("a data set does not say where its numbers are")?;
        let version = layout.u8()?;
        if !matches!(version, 3..=5) {
            return Err(format!("expected a data layout of version 3 to 5, found {version}"));
        }
        match layout.u8()? {
            0 => {
                let length = layout.size(2)?;
                whole(layout.take(length)?, size)
            }
            1 => {
                let (address, length) = (layout.address()?, layout.length()?);
                if file.is_undefined(address) {
                    return self.filled(size, 0, element);
                }
                whole(file.range(address, length)?, size)
            }
            2 => self.chunked(layout, version, size, element),
            class => Err(format!("its numbers are laid out in a way {class} that is not supported")),
        }
    }

    fn chunked(&self, layout: Cursor<'a>, version: u8, size: usize, element: usize) -> Read<Vec<u8>> {
        let filters = Filters::read(self.header.find(kind::FILTERS)?, element)?;
        let grid = chunks::Grid { shape: &self.shape, element };
        let (chunks, lengths) = grid.chunks(layout, version)?;
        // Each has bytes of its own: so they and what becomes of them are no more than the file can have.
        let stored = chunks.iter().fold(0_usize, |all, chunk| all.saturating_add(chunk.bytes.len()));
        if stored > self.header.file.len() {
            return Err("chunks share their bytes".to_owned());
        }
        let mut all = self.filled(size, stored, element)?;
        let chunk_size = lengths.iter().try_fold(element, |all, &length| all.checked_mul(length));
        let chunk_size = chunk_size.ok_or("a chunk is larger than memory")?;
        for Chunk { bytes, skipped, start } in chunks {
            let bytes = filters.undone(bytes, skipped, chunk_size)?;
            grid.place(&mut all, &start, &lengths, &bytes);
        }
        Ok(all)
    }

    /// An array of so many bytes before any of the numbers that take `stored` bytes in the file are in it.
    fn filled(&self, size: usize, stored: usize, element: usize) -> Read<Vec<u8>> {
        if size > stored.saturating_mul(MAX_RATIO).max(MAX_FILL) {
            return Err(format!("shape {:?} is of more numbers than the file has", self.shape));
        }
        let value = match self.header.find(kind::FILL_VALUE)? {
            Some(fill) => fill_value(fill)?.filter(|value| value.len() == element),
            None => None,
        };
        Ok(match value {
            Some(value) => value.repeat(size / element),
            None => vec![0; size],
        })
    }
}

/// All the bytes of an array.
fn whole(bytes: &[u8], size: usize) -> Read<Vec<u8>> {
    let bytes =
        bytes.get(..size).ok_or_else(|| format!("{} bytes are not the {size} of its shape", bytes.len()))?;
    Ok(bytes.to_vec())
}

/// The value of elements that the file does not have.
fn fill_value<'a>(mut message: Cursor<'a>) -> Read<Option<&'a [u8]>> {
    let version = message.u8()?;
    let is_defined = match version {
        3 => message.u8()? & 0x20 != 0,
        _ => {
            message.skip(2)?;
            message.u8()? != 0
        }
    };
    if !is_defined {
        return Ok(None);
    }
    let size = message.size(4)?;
    message.take(size).map(Some)
}

/// The lengths of the axes.
pub fn dataspace(mut message: Cursor<'_>) -> Read<Vec<usize>> {
    let (version, rank) = (message.u8()?, message.u8()?);
    match version {
        1 => message.skip(6)?,
        2 => {
            message.skip(1)?;
            if message.u8()? == 2 {
                return Ok(vec![0]);
            }
        }
        _ => return Err(format!("expected a dataspace of version 1 or 2, found {version}")),
    }
    if rank > 32 {
        return Err(format!("an array of {rank} axes"));
    }
    (0..rank).map(|_| message.count()).collect()
}
