//! Object headers: the messages that say what a group or a data set is.

use super::bytes::{Bytes, Cursor, Read};

/// Kinds of messages.
pub mod kind {
    pub const DATASPACE: u16 = 0x01;
    pub const LINK_INFO: u16 = 0x02;
    pub const DATATYPE: u16 = 0x03;
    pub const FILL_VALUE: u16 = 0x05;
    pub const LINK: u16 = 0x06;
    pub const EXTERNAL: u16 = 0x07;
    pub const LAYOUT: u16 = 0x08;
    pub const GROUP_INFO: u16 = 0x0a;
    pub const FILTERS: u16 = 0x0b;
    pub const ATTRIBUTE: u16 = 0x0c;
    pub const CONTINUATION: u16 = 0x10;
    pub const SYMBOL_TABLE: u16 = 0x11;
    pub const ATTRIBUTE_INFO: u16 = 0x15;
}

/// A message of an object header.
pub struct Message<'a> {
    pub kind: u16,
    pub is_shared: bool,
    pub data: Cursor<'a>,
}

/// An object: its messages.
pub struct Header<'a> {
    pub file: Bytes<'a>,
    messages: Vec<Message<'a>>,
}

impl<'a> Header<'a> {
    /// The object at an address.
    pub fn read(file: Bytes<'a>, address: u64) -> Read<Self> {
        let mut header = Self { file, messages: vec![] };
        let mut cursor = file.at(address)?;
        if cursor.rest.starts_with(b"OHDR") {
            header.version_2(cursor)?
        } else {
            header.version_1(&mut cursor)?
        }
        Ok(header)
    }

    /// The messages of a kind.
    pub fn all(&self, kind: u16) -> impl Iterator<Item = &Message<'a>> {
        self.messages.iter().filter(move |message| message.kind == kind)
    }

    /// The message of a kind, if there is one.
    pub fn find(&self, kind: u16) -> Read<Option<Cursor<'a>>> {
        match self.all(kind).next() {
            Some(Message { is_shared: true, .. }) => {
                Err("it shares what it is with another object".to_owned())
            }
            Some(message) => Ok(Some(message.data)),
            None => Ok(None),
        }
    }

    fn version_1(&mut self, cursor: &mut Cursor<'a>) -> Read<()> {
        let version = cursor.u8()?;
        if version != 1 {
            return Err(format!("expected an object header of version 1 or 2, found {version}"));
        }
        cursor.skip(7)?;
        let size = cursor.size(4)?;
        cursor.skip(4)?;
        let mut blocks = vec![cursor.take(size)?];
        let mut read = 0;
        while let Some(block) = blocks.pop() {
            self.limit(&mut read, block)?;
            let mut cursor = self.file.cursor(block);
            while cursor.rest.len() >= 8 {
                let (kind, size, flags) = (cursor.u16()?, cursor.u16()?, cursor.u8()?);
                cursor.skip(3)?;
                let data = cursor.take(size.into())?;
                if let Some((address, length)) = self.message(kind, flags, data)? {
                    blocks.push(self.file.range(address, length)?);
                }
            }
        }
        Ok(())
    }

    fn version_2(&mut self, mut cursor: Cursor<'a>) -> Read<()> {
        cursor.skip(5)?;
        let flags = cursor.u8()?;
        let (times, limits) = (flags & 0x20 != 0, flags & 0x10 != 0);
        cursor.skip(16 * usize::from(times) + 4 * usize::from(limits))?;
        let size = cursor.size(1 << (flags & 3))?;
        let mut blocks = vec![cursor.take(size)?];
        cursor.checksum()?;
        let order = if flags & 4 == 0 { 0 } else { 2 };
        let mut read = 0;
        while let Some(block) = blocks.pop() {
            self.limit(&mut read, block)?;
            let mut cursor = self.file.cursor(block);
            while cursor.rest.len() >= 4 + order {
                let (kind, size, flags) = (cursor.u8()?, cursor.u16()?, cursor.u8()?);
                cursor.skip(order)?;
                let data = cursor.take(size.into())?;
                if let Some((address, length)) = self.message(kind.into(), flags, data)? {
                    let mut next = self.file.cursor(self.file.range(address, length)?);
                    next.signature(b"OCHK")?;
                    let size = next.rest.len().checked_sub(4).ok_or("a header goes on in too few bytes")?;
                    blocks.push(next.take(size)?);
                    next.checksum()?;
                }
            }
        }
        Ok(())
    }

    /// Keeps a message, or says where the header goes on.
    fn message(&mut self, kind: u16, flags: u8, data: &'a [u8]) -> Read<Option<(u64, u64)>> {
        let mut data = self.file.cursor(data);
        if kind == kind::CONTINUATION {
            return Ok(Some((data.address()?, data.length()?)));
        }
        self.messages.push(Message { kind, is_shared: flags & 2 != 0, data });
        Ok(None)
    }

    /// A header that goes on in itself would never end.
    fn limit(&self, read: &mut usize, block: &[u8]) -> Read<()> {
        *read += block.len().max(1);
        if *read > self.file.len() { Err("a header is longer than the file".to_owned()) } else { Ok(()) }
    }
}
