//! Files of groups, of numbers in one piece, and of texts about them.

use super::checksum::lookup3;
use super::header::kind;

const NONE: u64 = u64::MAX;

/// What libhdf5 takes as the smallest block of a heap.
const HEAP: usize = 4096;

/// Numbers to be written.
#[derive(Clone, Copy)]
pub enum Numbers<'a> {
    /// Of single precision.
    F32(&'a [f32]),
    /// Whole ones of 32 bits.
    I32(&'a [i32]),
    /// Whole ones of 64 bits.
    I64(&'a [i64]),
}

/// A file that is being made: what is in a group is written before the group.
pub struct Writer {
    bytes: Vec<u8>,
    /// The block of texts that has room left: where it is, where its room begins, the number of the next text.
    heap: Option<(usize, usize, u16)>,
}

/// Where something that was written is.
#[derive(Clone, Copy)]
pub struct Address(u64);

impl Default for Writer {
    fn default() -> Self {
        Self { bytes: vec![0; SUPERBLOCK], heap: None }
    }
}

const SUPERBLOCK: usize = 48;

impl Writer {
    /// An array.
    pub fn dataset(&mut self, shape: &[usize], numbers: Numbers<'_>) -> Address {
        let address = match numbers {
            Numbers::F32([]) | Numbers::I32([]) | Numbers::I64([]) => NONE,
            _ => self.align(),
        };
        let start = self.bytes.len();
        match numbers {
            Numbers::F32(values) => self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Numbers::I32(values) => self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Numbers::I64(values) => self.bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        }
        let length = (self.bytes.len() - start) as u64;
        let datatype: &[u8] = match numbers {
            // Version and class, bits, size; where its bits are: exponent, mantissa, bias.
            Numbers::F32(_) => &[0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0],
            Numbers::I32(_) => &[0x10, 8, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0],
            Numbers::I64(_) => &[0x10, 8, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0],
        };
        let mut layout = vec![3, 1];
        layout.extend(address.to_le_bytes());
        layout.extend(length.to_le_bytes());
        self.header(&[
            (kind::DATASPACE, dataspace(shape)),
            (kind::DATATYPE, datatype.to_vec()),
            // Room is taken at once, and filled when it is.
            (kind::FILL_VALUE, vec![3, 0x09]),
            (kind::LAYOUT, layout),
        ])
    }

    /// A group of what has been written before, with attributes.
    pub fn group(&mut self, links: &[(String, Address)], attributes: &[(&str, &str)]) -> Address {
        let mut info = vec![0, 0];
        info.extend([NONE.to_le_bytes(); 2].as_flattened());
        let mut messages = vec![(kind::LINK_INFO, info), (kind::GROUP_INFO, vec![0, 0])];
        for (name, target) in links {
            // The name is UTF-8 and its length takes two bytes.
            let mut link = vec![1, 0x11, 1];
            link.extend((name.len() as u16).to_le_bytes());
            link.extend(name.as_bytes());
            link.extend(target.0.to_le_bytes());
            messages.push((kind::LINK, link));
        }
        for (name, text) in attributes {
            messages.push((kind::ATTRIBUTE, self.attribute(name, text)));
        }
        self.header(&messages)
    }

    /// The file, with its outermost group.
    pub fn finish(mut self, root: Address) -> Vec<u8> {
        self.align();
        let mut block = b"\x89HDF\r\n\x1a\n\x02\x08\x08\x00".to_vec();
        for address in [0, NONE, self.bytes.len() as u64, root.0] {
            block.extend(address.to_le_bytes());
        }
        block.extend(lookup3(&block).to_le_bytes());
        self.bytes[..SUPERBLOCK].copy_from_slice(&block);
        self.bytes
    }

    fn align(&mut self) -> u64 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        self.bytes.len() as u64
    }

    fn header(&mut self, messages: &[(u16, Vec<u8>)]) -> Address {
        let address = self.align();
        let size: usize = messages.iter().map(|(_, data)| 4 + data.len()).sum();
        let start = self.bytes.len();
        // The size of the messages takes four bytes.
        self.bytes.extend(b"OHDR\x02\x02");
        self.bytes.extend((size as u32).to_le_bytes());
        for (kind, data) in messages {
            self.bytes.push(*kind as u8);
            self.bytes.extend((data.len() as u16).to_le_bytes());
            self.bytes.push(0);
            self.bytes.extend(data);
        }
        let checksum = lookup3(&self.bytes[start..]);
        self.bytes.extend(checksum.to_le_bytes());
        Address(address)
    }

    /// A text under a name, as h5py writes one.
    fn attribute(&mut self, name: &str, text: &str) -> Vec<u8> {
        let (heap, index) = self.text(text);
        // A text of any length, in UTF-8, of single bytes.
        let datatype = [0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0];
        let dataspace = dataspace(&[]);
        let mut message = vec![3, 0];
        for size in [name.len() + 1, datatype.len(), dataspace.len()] {
            message.extend((size as u16).to_le_bytes());
        }
        message.push(1);
        message.extend(name.as_bytes());
        message.push(0);
        message.extend(datatype);
        message.extend(dataspace);
        message.extend((text.len() as u32).to_le_bytes());
        message.extend((heap as u64).to_le_bytes());
        message.extend(u32::from(index).to_le_bytes());
        message
    }

    /// Puts a text into a heap: where that is, and the number of the text in it.
    fn text(&mut self, text: &str) -> (usize, u16) {
        const FRAME: usize = 16;
        let size = FRAME + text.len().next_multiple_of(8);
        let room = |&(start, end, _): &(usize, usize, u16)| end + size + FRAME <= start + HEAP;
        let (start, at, index) = self.heap.filter(room).unwrap_or_else(|| {
            let start = self.align() as usize;
            let length = HEAP.max(2 * FRAME + size);
            self.bytes.extend(b"GCOL\x01\0\0\0");
            self.bytes.extend((length as u64).to_le_bytes());
            self.bytes.resize(start + length, 0);
            (start, start + FRAME, 1)
        });
        let end = at + size;
        let frame = |bytes: &mut [u8], index: u16, size: usize| {
            bytes[..2].copy_from_slice(&index.to_le_bytes());
            bytes[8..FRAME].copy_from_slice(&(size as u64).to_le_bytes());
        };
        frame(&mut self.bytes[at..], index, text.len());
        self.bytes[at + 2] = 1;
        self.bytes[at + FRAME..][..text.len()].copy_from_slice(text.as_bytes());
        let length = usize::from_le_bytes(self.bytes[start + 8..][..8].try_into().expect("eight bytes"));
        if end + FRAME <= start + length {
            frame(&mut self.bytes[end..], 0, start + length - end);
        }
        self.heap = Some((start, end, index + 1));
        (start, index)
    }
}

/// The lengths of the axes.
fn dataspace(shape: &[usize]) -> Vec<u8> {
    let mut message = vec![2, shape.len() as u8, 0, u8::from(!shape.is_empty())];
    message.extend(shape.iter().flat_map(|&size| (size as u64).to_le_bytes()));
    message
}
