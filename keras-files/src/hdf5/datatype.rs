//! Element types, and numbers from their bytes.

use super::bytes::{Cursor, Read};
use super::heap;

/// The type of an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Datatype {
    /// A whole number.
    Integer { size: usize, signed: bool, big_endian: bool },
    /// A number in the form of IEEE 754, or the upper half of one of 32 bits.
    Float { format: Float, big_endian: bool },
    /// A text in so many bytes.
    Text { size: usize },
    /// A text in the heap.
    HeapText,
    /// Bytes that HDF5 says no more of.
    Opaque { size: usize },
}

/// A form of floating-point numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Float {
    F16,
    BFloat16,
    F32,
    F64,
}

impl Datatype {
    pub fn read(message: &mut Cursor<'_>) -> Read<Self> {
        let class = message.u8()? & 15;
        let bits = message.uint(3)?;
        let size = message.size(4)?;
        let big_endian = bits & 1 != 0;
        match class {
            0 => {
                let (offset, precision) = (message.u16()?, message.u16()?);
                let whole = offset == 0 && usize::from(precision) == size.saturating_mul(8);
                if !whole || !matches!(size, 1 | 2 | 4 | 8) {
                    return Err(format!("whole numbers of {precision} bits in {size} bytes"));
                }
                Ok(Self::Integer { size, signed: bits & 8 != 0, big_endian })
            }
            1 => {
                let layout = [message.uint(2)?, message.uint(2)?].into_iter();
                let mut layout: Vec<u64> = layout.collect();
                for _ in 0..4 {
                    layout.push(message.uint(1)?);
                }
                layout.push(message.uint(4)?);
                // Bits: where they begin, how many; exponent: where, how many; mantissa: where, how many; bias.
                let format = match (size, &*layout) {
                    (2, [0, 16, 10, 5, 0, 10, 15]) => Float::F16,
                    (2, [0, 16, 7, 8, 0, 7, 127]) => Float::BFloat16,
                    (4, [0, 32, 23, 8, 0, 23, 127]) => Float::F32,
                    (8, [0, 64, 52, 11, 0, 52, 1023]) => Float::F64,
                    _ => return Err(format!("floating-point numbers of {size} bytes in an unknown form")),
                };
                if bits & 0x40 != 0 {
                    return Err("floating-point numbers in the order of a VAX".to_owned());
                }
                Ok(Self::Float { format, big_endian })
            }
            3 => Ok(Self::Text { size }),
            5 => Ok(Self::Opaque { size }),
            // An enumeration, as of booleans, is the numbers that it is of.
            8 => Self::read(message),
            9 if bits & 15 == 1 => Ok(Self::HeapText),
            _ => Err(format!("elements of class {class}, which are no numbers or texts")),
        }
    }

    /// How many bytes an element takes.
    pub fn size(&self, address_size: usize) -> usize {
        match *self {
            Self::Integer { size, .. } | Self::Text { size } | Self::Opaque { size } => size,
            Self::Float { format: Float::F16 | Float::BFloat16, .. } => 2,
            Self::Float { format: Float::F32, .. } => 4,
            Self::Float { format: Float::F64, .. } => 8,
            Self::HeapText => 8 + address_size,
        }
    }

    /// The numbers in some bytes, rounded where they are more precise.
    pub fn floats(&self, bytes: &[u8]) -> Read<Vec<f32>> {
        Ok(match *self {
            Self::Float { format: Float::F32, big_endian: false } => {
                bytes.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
            }
            Self::Float { format, big_endian } => {
                let value = |bytes: &[u8]| float(format, word(bytes, big_endian));
                bytes.chunks_exact(self.size(0)).map(value).collect()
            }
            _ => self.integers(bytes)?.into_iter().map(|number| number as f32).collect(),
        })
    }

    /// The whole numbers in some bytes.
    pub fn integers(&self, bytes: &[u8]) -> Read<Vec<i64>> {
        let Self::Integer { size, signed, big_endian } = *self else {
            return Err(format!("expected whole numbers, found {self:?}"));
        };
        let spare = 64 - 8 * size as u32;
        let value = |bytes: &[u8]| match (word(bytes, big_endian), signed) {
            (word, true) => (word << spare).cast_signed() >> spare,
            (word, false) => i64::try_from(word).unwrap_or(i64::MAX),
        };
        Ok(bytes.chunks_exact(size).map(value).collect())
    }

    /// The texts in some bytes.
    pub fn texts(&self, mut elements: Cursor<'_>, count: usize) -> Read<Vec<String>> {
        let text = |bytes: &[u8]| {
            let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
            String::from_utf8(bytes[..end].to_vec()).map_err(|_| "a text is not UTF-8".to_owned())
        };
        // A count that lies ends where the bytes do; each text has bytes of its own.
        let (mut texts, mut left) = (vec![], elements.file.len());
        for _ in 0..count {
            let text = match *self {
                Self::Text { size: 0 } => return Ok(texts),
                Self::Text { size } => text(elements.take(size)?)?,
                Self::HeapText => text(heap::global(elements.file, &mut elements)?)?,
                _ => return Err(format!("expected texts, found {self:?}")),
            };
            left =
                left.checked_sub(text.len()).ok_or("the texts of an attribute are longer than the file")?;
            texts.push(text);
        }
        Ok(texts)
    }
}

/// Up to eight bytes as a number.
fn word(bytes: &[u8], big_endian: bool) -> u64 {
    let add = |word: u64, &byte: &u8| word << 8 | u64::from(byte);
    if big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) }
}

fn float(format: Float, word: u64) -> f32 {
    match format {
        Float::F16 => half(word as u16),
        Float::BFloat16 => f32::from_bits((word as u32) << 16),
        Float::F32 => f32::from_bits(word as u32),
        Float::F64 => f64::from_bits(word) as f32,
    }
}

/// A number of 16 bits: sign, five bits of exponent, ten of mantissa.
fn half(bits: u16) -> f32 {
    let (exponent, mantissa) = (u32::from(bits >> 10 & 31), u32::from(bits & 1023));
    let magnitude = match exponent {
        // Below the smallest exponent, the mantissa counts steps of 2⁻²⁴.
        0 => mantissa as f32 / (1 << 24) as f32,
        31 => f32::from_bits(0x7f80_0000 | mantissa << 13),
        _ => f32::from_bits((exponent + 112) << 23 | mantissa << 13),
    };
    if bits >> 15 == 0 { magnitude } else { -magnitude }
}
