//! Filters of chunks: deflate, shuffle, and a checksum.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::bytes::{Cursor, Read};

enum Filter {
    Deflate,
    /// First bytes of all elements of so many bytes, then second bytes, and so on.
    Shuffle {
        element: usize,
    },
    /// Four bytes behind the others.
    Fletcher32,
}

/// What was done with each chunk, in this order.
pub struct Filters(Vec<Filter>);

impl Filters {
    pub fn read(message: Option<Cursor<'_>>, element: usize) -> Read<Self> {
        let Some(mut message) = message else { return Ok(Self(vec![])) };
        let (version, count) = (message.u8()?, message.u8()?);
        if version == 1 {
            message.skip(6)?;
        }
        let mut filters = vec![];
        for _ in 0..count {
            let id = message.u16()?;
            let name = if version == 1 || id >= 256 { message.size(2)? } else { 0 };
            message.skip(2)?;
            let values = message.size(2)?;
            message.skip(if version == 1 { name.next_multiple_of(8) } else { name })?;
            message.skip(4 * values + if version == 1 && values % 2 == 1 { 4 } else { 0 })?;
            filters.push(match id {
                1 => Filter::Deflate,
                2 => Filter::Shuffle { element },
                3 => Filter::Fletcher32,
                _ => {
                    return Err(format!(
                        "its numbers are compressed by the filter {id}, which is not supported"
                    ));
                }
            });
        }
        Ok(Self(filters))
    }

    /// A chunk as it was before, but for the filters whose bits are in `skipped`.
    pub fn undone<'a>(&self, bytes: &'a [u8], skipped: u32, size: usize) -> Read<Cow<'a, [u8]>> {
        let mut bytes = Cow::Borrowed(bytes);
        for (position, filter) in self.0.iter().enumerate().rev() {
            if skipped.checked_shr(position as u32).is_some_and(|bits| bits & 1 != 0) {
                continue;
            }
            bytes = match filter {
                Filter::Deflate => {
                    let mut inflated = Vec::new();
                    // What a filter before it may have added.
                    let limit = size as u64 + 4;
                    let mut decoder = ZlibDecoder::new(&*bytes).take(limit + 1);
                    decoder
                        .read_to_end(&mut inflated)
                        .map_err(|error| format!("a chunk is damaged: {error}"))?;
                    inflated.into()
                }
                Filter::Shuffle { element } => unshuffled(&bytes, *element).into(),
                Filter::Fletcher32 => {
                    let (numbers, sum) =
                        bytes.split_last_chunk().ok_or("a chunk is too short for a checksum")?;
                    if fletcher32(numbers) != u32::from_le_bytes(*sum) {
                        return Err("the file is damaged: the checksum of a chunk differs".to_owned());
                    }
                    numbers.to_vec().into()
                }
            };
        }
        if bytes.len() != size {
            return Err(format!("a chunk of {} bytes is not the {size} of its shape", bytes.len()));
        }
        Ok(bytes)
    }
}

fn unshuffled(bytes: &[u8], element: usize) -> Vec<u8> {
    let count = bytes.len() / element.max(1);
    let mut all = vec![0; bytes.len()];
    let (whole, rest) = bytes.split_at(count * element);
    for (position, plane) in whole.chunks_exact(count.max(1)).enumerate() {
        all[position..].iter_mut().step_by(element).zip(plane).for_each(|(to, from)| *to = *from);
    }
    all[whole.len()..].copy_from_slice(rest);
    all
}

/// Of words of two bytes, the first the upper.
fn fletcher32(bytes: &[u8]) -> u32 {
    let word = |bytes: &[u8]| u32::from(bytes[0]) << 8 | bytes.get(1).map_or(0, |&byte| u32::from(byte));
    let add = |(low, high), bytes: &[u8]| {
        let low = (low + word(bytes)) % 65535;
        (low, (high + low) % 65535)
    };
    let (low, high) = bytes.chunks(2).fold((0, 0), add);
    high << 16 | low
}
