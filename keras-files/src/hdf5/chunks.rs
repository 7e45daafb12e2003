//! Chunks of a data set: where they are in the file, and where in the array.

use super::btree::entries;
use super::bytes::{Cursor, Read};

/// A chunk in the file.
pub struct Chunk<'a> {
    pub bytes: &'a [u8],
    /// The filters that it was not put through.
    pub skipped: u32,
    /// Where it starts along each axis.
    pub start: Vec<usize>,
}

/// The array that is cut into chunks.
pub struct Grid<'a> {
    pub shape: &'a [usize],
    pub element: usize,
}

impl Grid<'_> {
    /// Its chunks, and the lengths of one.
    pub fn chunks<'a>(&self, mut layout: Cursor<'a>, version: u8) -> Read<(Vec<Chunk<'a>>, Vec<usize>)> {
        if version == 3 {
            let axes = layout.u8()?;
            let tree = layout.address()?;
            let lengths = self.lengths(&mut layout, axes, 4)?;
            return Ok((self.tree(layout, tree)?, lengths));
        }
        let flags = layout.u8()?;
        let (axes, size) = (layout.u8()?, layout.size(1)?);
        let lengths = self.lengths(&mut layout, axes, size)?;
        let chunk_size = lengths.iter().try_fold(self.element, |all, &length| all.checked_mul(length));
        let plain = chunk_size.ok_or("a chunk is larger than memory")? as u64;
        let chunks = match layout.u8()? {
            1 => {
                let (size, skipped) =
                    if flags & 2 == 0 { (plain, 0) } else { (layout.length()?, layout.u32()?) };
                let address = layout.address()?;
                self.listed(layout, &lengths, [Ok((address, size, skipped))].into_iter())?
            }
            2 => {
                let first = layout.address()?;
                let places = (0_u64..).map(|i| Ok((first.saturating_add(i.saturating_mul(plain)), plain, 0)));
                self.listed(layout, &lengths, places)?
            }
            3 => {
                layout.skip(1)?;
                let address = layout.address()?;
                let places = fixed_array(layout, address, plain)?;
                self.listed(layout, &lengths, places.into_iter().map(Ok))?
            }
            index => {
                return Err(format!(
                    "its chunks are those of an array that grows (index {index}), which is not supported"
                ));
            }
        };
        Ok((chunks, lengths))
    }

    /// The lengths of a chunk; behind them stands the size of an element.
    fn lengths(&self, layout: &mut Cursor<'_>, axes: u8, size: usize) -> Read<Vec<usize>> {
        if usize::from(axes) != self.shape.len() + 1 {
            return Err(format!(
                "chunks of {} axes of an array of {}",
                axes.saturating_sub(1),
                self.shape.len()
            ));
        }
        let mut lengths = (0..axes).map(|_| layout.size(size)).collect::<Read<Vec<_>>>()?;
        let element = lengths.pop();
        if element != Some(self.element) || lengths.contains(&0) {
            return Err(format!("chunks of lengths {lengths:?}, {element:?} bytes an element"));
        }
        Ok(lengths)
    }

    /// Those of a B-tree.
    fn tree<'a>(&self, layout: Cursor<'a>, address: u64) -> Read<Vec<Chunk<'a>>> {
        let (file, mut chunks) = (layout.file, vec![]);
        if file.is_undefined(address) {
            return Ok(chunks);
        }
        let key_size = 8 + 8 * (self.shape.len() + 1);
        entries(file, address, 1, key_size, &mut |key, address| {
            let mut key = file.cursor(key);
            let (size, skipped) = (key.u32()?, key.u32()?);
            let start = self.shape.iter().map(|_| key.size(8)).collect::<Read<_>>()?;
            chunks.push(Chunk { bytes: file.range(address, size.into())?, skipped, start });
            Ok(())
        })?;
        Ok(chunks)
    }

    /// Those at places that are listed row by row: address, size, filters that were skipped.
    fn listed<'a>(
        &self,
        layout: Cursor<'a>,
        lengths: &[usize],
        mut places: impl Iterator<Item = Read<(u64, u64, u32)>>,
    ) -> Read<Vec<Chunk<'a>>> {
        let (mut chunks, mut start) = (vec![], vec![0; lengths.len()]);
        loop {
            let Some(place) = places.next() else { return Ok(chunks) };
            let (address, size, skipped) = place?;
            if !layout.file.is_undefined(address) {
                let bytes = layout.file.range(address, size)?;
                chunks.push(Chunk { bytes, skipped, start: start.clone() });
            }
            // The next place of the grid: the last axis first.
            let mut axis = lengths.len();
            loop {
                let Some(before) = axis.checked_sub(1) else { return Ok(chunks) };
                axis = before;
                start[axis] = start[axis].saturating_add(lengths[axis]);
                if start[axis] < self.shape[axis] {
                    break;
                }
                start[axis] = 0;
            }
        }
    }

    /// Copies a chunk into the array; what of it lies outside is left out.
    pub fn place(&self, array: &mut [u8], start: &[usize], lengths: &[usize], chunk: &[u8]) {
        let inside = |axis: usize| lengths[axis].min(self.shape[axis].saturating_sub(start[axis]));
        let Some(last) = self.shape.len().checked_sub(1) else {
            array.copy_from_slice(chunk);
            return;
        };
        if (0..=last).any(|axis| inside(axis) == 0) {
            return;
        }
        let mut index = vec![0; last];
        loop {
            let (mut from, mut to) = (0, 0);
            for axis in 0..=last {
                let at = index.get(axis).copied().unwrap_or(0);
                from = from * lengths[axis] + at;
                to = to * self.shape[axis] + start[axis] + at;
            }
            let row = inside(last) * self.element;
            let (from, to) = (from * self.element, to * self.element);
            array[to..to + row].copy_from_slice(&chunk[from..from + row]);
            let mut axis = last;
            loop {
                let Some(before) = axis.checked_sub(1) else { return };
                axis = before;
                index[axis] += 1;
                if index[axis] < inside(axis) {
                    break;
                }
                index[axis] = 0;
            }
        }
    }
}

/// The places of an array of chunks whose number does not change.
fn fixed_array(layout: Cursor<'_>, address: u64, plain: u64) -> Read<Vec<(u64, u64, u32)>> {
    let file = layout.file;
    let mut header = file.at(address)?;
    header.signature(b"FAHD")?;
    header.skip(1)?;
    let (is_filtered, entry) = (header.u8()? == 1, header.size(1)?);
    let (page_bits, count) = (header.u8()?, header.count()?);
    let block = header.address()?;
    header.checksum()?;
    if file.is_undefined(block) {
        return Ok(vec![]);
    }
    let size_size = match is_filtered {
        true => entry.checked_sub(file.address_size + 4).ok_or("a chunk's place is too short")?,
        false => 0,
    };
    let place = |block: &mut Cursor<'_>| -> Read<(u64, u64, u32)> {
        let address = block.address()?;
        Ok(if is_filtered { (address, block.uint(size_size)?, block.u32()?) } else { (address, plain, 0) })
    };
    let mut block = file.at(block)?;
    block.signature(b"FADB")?;
    block.skip(2 + file.address_size)?;
    let page = 1_usize.checked_shl(page_bits.into()).unwrap_or(usize::MAX);
    let mut places = vec![];
    if count <= page {
        for _ in 0..count {
            places.push(place(&mut block)?);
        }
        block.checksum()?;
        return Ok(places);
    }
    let pages = count.div_ceil(page);
    let used = block.take(pages.div_ceil(8))?;
    block.checksum()?;
    let mut left = count;
    for number in 0..pages {
        let mut page_of = file.cursor(block.rest);
        let entries = left.min(page);
        for _ in 0..entries {
            // Of a page that was never written, whatever stands there says nothing.
            let place = place(&mut page_of)?;
            let is_used = used[number / 8] << (number % 8) & 0x80 != 0;
            places.push(if is_used { place } else { (u64::MAX, 0, 0) });
        }
        left -= entries;
        page_of.skip(4)?;
        block.skip(page_of.position())?;
    }
    Ok(places)
}
