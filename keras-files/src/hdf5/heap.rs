//! Heaps: names of links, texts of attributes, links of large groups.

use super::btree::{Budget, bytes_of};
use super::bytes::{Bytes, Cursor, Read};

/// The names of a symbol table.
pub fn local(file: Bytes<'_>, address: u64) -> Read<&[u8]> {
    let mut heap = file.at(address)?;
    heap.signature(b"HEAP")?;
    heap.skip(4)?;
    let size = heap.length()?;
    heap.skip(file.length_size)?;
    let data = heap.address()?;
    file.range(data, size)
}

/// The text that begins somewhere in a heap and ends with a zero.
pub fn text(heap: &[u8], offset: u64) -> Read<String> {
    let text = usize::try_from(offset).ok().and_then(|offset| heap.get(offset..));
    let text = text.and_then(|text| text.split(|&byte| byte == 0).next());
    let text = text.ok_or("a name is outside of its heap")?;
    String::from_utf8(text.to_vec()).map_err(|_| "a name is not UTF-8".to_owned())
}

/// An object of the heap that all share, as an attribute refers to it.
pub fn global<'a>(file: Bytes<'a>, reference: &mut Cursor<'_>) -> Read<&'a [u8]> {
    let length = reference.size(4)?;
    let (address, index) = (reference.address()?, reference.u32()?);
    if length == 0 {
        return Ok(&[]);
    }
    let mut heap = file.at(address)?;
    heap.signature(b"GCOL")?;
    heap.skip(4)?;
    let size = heap.count()?;
    let frame = heap.position();
    let mut objects = file.cursor(heap.take(size.saturating_sub(frame))?);
    while objects.rest.len() >= 8 + file.length_size {
        let found = u32::from(objects.u16()?);
        objects.skip(6)?;
        let size = objects.count()?;
        if found == index && found != 0 {
            return objects.take(size)?.get(..length).ok_or_else(|| "a text is cut off".to_owned());
        }
        // The object 0 is the room that is left.
        if found == 0 {
            break;
        }
        let padded = size.checked_next_multiple_of(8).ok_or("an object of a heap is larger than memory")?;
        objects.skip(padded)?;
    }
    Err("a text is not in its heap".to_owned())
}

/// A fractal heap: blocks in rows, each twice as large as those of the row before.
pub struct Fractal<'a> {
    file: Bytes<'a>,
    offset_size: usize,
    size_size: usize,
    width: u64,
    first_block: u64,
    largest_block: u64,
    root: u64,
    rows: u64,
}

impl<'a> Fractal<'a> {
    pub fn read(file: Bytes<'a>, address: u64) -> Read<Self> {
        let mut heap = file.at(address)?;
        heap.signature(b"FRHP")?;
        heap.skip(3)?;
        let filters = heap.u16()?;
        heap.skip(1)?;
        let largest_object = heap.uint(4)?;
        heap.skip(10 * file.length_size + 2 * file.address_size)?;
        let width = heap.uint(2)?;
        let (first_block, largest_block) = (heap.length()?, heap.length()?);
        let bits = heap.size(2)?;
        heap.skip(2)?;
        let (root, rows) = (heap.address()?, heap.uint(2)?);
        if filters != 0 {
            return Err("the links of a group are compressed, which is not supported".to_owned());
        }
        heap.checksum()?;
        let powers = first_block.is_power_of_two() && largest_block.is_power_of_two();
        if !powers || largest_block < first_block || width == 0 || bits > 64 {
            return Err("a heap has blocks of impossible sizes".to_owned());
        }
        let offset_size = bits.div_ceil(8);
        let size_size = (largest_block.ilog2() as usize).div_ceil(8).min(bytes_of(largest_object));
        Ok(Self { file, offset_size, size_size, width, first_block, largest_block, root, rows })
    }

    /// The object of an identifier.
    pub fn object(&self, id: &[u8]) -> Read<&'a [u8]> {
        let mut id = self.file.cursor(id);
        if id.u8()? >> 4 != 0 {
            return Err("a link is too long, which is not supported".to_owned());
        }
        let (offset, size) = (id.uint(self.offset_size)?, id.size(self.size_size)?);
        let (mut address, mut rows, mut start) = (self.root, self.rows, 0);
        let mut budget = Budget::of(self.file);
        // A heap of one block has no rows.
        while rows > 0 {
            budget.spend()?;
            (address, rows, start) = self.descend(address, start, offset)?;
        }
        let mut block = self.file.at(address)?;
        block.signature(b"FHDB")?;
        let object = offset.checked_sub(start).ok_or("an object lies before its block")?;
        self.file.range(address.saturating_add(object), size as u64)
    }

    /// From an indirect block to the one in it that has an offset: its address, its rows, where it starts.
    fn descend(&self, address: u64, start: u64, offset: u64) -> Read<(u64, u64, u64)> {
        let outside = || "an object is outside of its heap".to_owned();
        let mut block = self.file.at(address)?;
        block.signature(b"FHIB")?;
        block.skip(1 + self.file.address_size + self.offset_size)?;
        let direct = u64::from(self.largest_block.ilog2() - self.first_block.ilog2()) + 2;
        let (mut row, mut begin, mut size) = (0, start, self.first_block);
        loop {
            let row_end =
                size.checked_mul(self.width).and_then(|size| size.checked_add(begin)).ok_or_else(outside)?;
            if offset < row_end {
                break;
            }
            block.skip(self.file.address_size.saturating_mul(self.width as usize))?;
            (row, begin) = (row + 1, row_end);
            if row > 1 {
                size = size.checked_mul(2).ok_or_else(outside)?;
            }
        }
        let column = offset.checked_sub(begin).ok_or_else(outside)? / size;
        block.skip(self.file.address_size * column as usize)?;
        // An indirect block is as large as all of its rows: two of the first size, and twice as many for each more.
        let rows = match row < direct {
            true => 0,
            false => u64::from((size / self.width.max(1) / self.first_block).max(1).ilog2()) + 1,
        };
        Ok((block.address()?, rows, begin + column * size))
    }
}
