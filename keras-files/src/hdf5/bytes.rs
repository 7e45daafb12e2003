//! The bytes of a file, read without trust: what lies beyond the end is an error.

use super::checksum::lookup3;

/// What is wrong with a file, in words.
pub type Read<T> = Result<T, String>;

/// A file, and how many bytes an address and a length take in it.
#[derive(Clone, Copy)]
pub struct Bytes<'a> {
    all: &'a [u8],
    pub address_size: usize,
    pub length_size: usize,
}

impl<'a> Bytes<'a> {
    pub fn new(all: &'a [u8], address_size: usize, length_size: usize) -> Self {
        Self { all, address_size, length_size }
    }

    pub fn len(self) -> usize {
        self.all.len()
    }

    /// From an address to the end.
    pub fn at(self, address: u64) -> Read<Cursor<'a>> {
        let start = usize::try_from(address).ok().filter(|&start| start < self.all.len());
        let start = start.ok_or_else(|| format!("address {address} is beyond the end of the file"))?;
        Ok(self.cursor(&self.all[start..]))
    }

    /// A part of it.
    pub fn range(self, address: u64, length: u64) -> Read<&'a [u8]> {
        if length == 0 {
            return Ok(&[]);
        }
        self.at(address)?.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    /// Over other bytes that are written as those of the file.
    pub fn cursor(self, rest: &'a [u8]) -> Cursor<'a> {
        Cursor { file: self, start: rest, rest }
    }

    /// Whether an address is one that stands for none.
    pub fn is_undefined(self, address: u64) -> bool {
        address == u64::MAX >> (64 - 8 * self.address_size.min(8))
    }
}

/// A place in a file.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    pub file: Bytes<'a>,
    start: &'a [u8],
    pub rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let (taken, rest) =
            self.rest.split_at_checked(count).ok_or("a structure goes on beyond the end of the file")?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn skip(&mut self, count: usize) -> Read<()> {
        self.take(count).map(drop)
    }

    /// A whole number of some bytes.
    pub fn uint(&mut self, size: usize) -> Read<u64> {
        if size > 8 {
            return Err(format!("a number of {size} bytes"));
        }
        let mut bytes = [0; 8];
        bytes[..size].copy_from_slice(self.take(size)?);
        Ok(u64::from_le_bytes(bytes))
    }

    pub fn u8(&mut self) -> Read<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    pub fn u16(&mut self) -> Read<u16> {
        self.uint(2).map(|number| number as u16)
    }

    pub fn u32(&mut self) -> Read<u32> {
        self.uint(4).map(|number| number as u32)
    }

    pub fn size(&mut self, bytes: usize) -> Read<usize> {
        let number = self.uint(bytes)?;
        usize::try_from(number).map_err(|_| format!("{number} is larger than memory"))
    }

    pub fn address(&mut self) -> Read<u64> {
        self.uint(self.file.address_size)
    }

    pub fn length(&mut self) -> Read<u64> {
        self.uint(self.file.length_size)
    }

    pub fn count(&mut self) -> Read<usize> {
        self.size(self.file.length_size)
    }

    /// How far it has come.
    pub fn position(&self) -> usize {
        self.start.len() - self.rest.len()
    }

    /// The signature that a structure begins with.
    pub fn signature(&mut self, expected: &[u8; 4]) -> Read<()> {
        let found = self.take(4)?;
        if found == expected {
            return Ok(());
        }
        let expected = String::from_utf8_lossy(expected);
        Err(format!("expected a structure `{expected}`, found `{}`", found.escape_ascii()))
    }

    /// The checksum of all that has been read from here on.
    pub fn checksum(&mut self) -> Read<()> {
        let found = lookup3(&self.start[..self.position()]);
        if self.u32()? == found { Ok(()) } else { Err("the file is damaged: a checksum differs".to_owned()) }
    }
}
