//! A file as a tree of groups and data sets.

use std::collections::BTreeMap;

use super::attribute;
use super::bytes::{Bytes, Read};
use super::dataset::Dataset;
use super::group::{Target, links};
use super::header::Header;

const SIGNATURE: &[u8; 8] = b"\x89HDF\r\n\x1a\n";

/// A file of the format HDF5.
#[derive(Clone, Copy)]
pub struct Hdf5<'a> {
    file: Bytes<'a>,
    root: u64,
}

impl<'a> Hdf5<'a> {
    /// A file, by its bytes.
    pub fn new(bytes: &'a [u8]) -> Read<Self> {
        // Before it there may be something of the user's, of a size that is twice another.
        let starts = std::iter::once(0).chain((9..40).map(|power| 1_usize << power));
        let mut starts = starts.take_while(|&start| start < bytes.len());
        let start = starts.find(|&start| bytes[start..].starts_with(SIGNATURE));
        let start_of_file = start.ok_or("it is not of the format HDF5")?;
        let bytes = &bytes[start_of_file..];
        let mut block = Bytes::new(bytes, 8, 8).cursor(bytes);
        block.skip(SIGNATURE.len())?;
        let version = block.u8()?;
        let sizes = match version {
            0 | 1 => {
                block.skip(4)?;
                [block.u8()?, block.u8()?]
            }
            2 | 3 => [block.u8()?, block.u8()?],
            _ => return Err(format!("expected a superblock of version 0 to 3, found {version}")),
        };
        if !sizes.iter().all(|size| matches!(size, 2 | 4 | 8)) {
            return Err(format!("addresses and lengths of {sizes:?} bytes"));
        }
        let file = Bytes::new(bytes, sizes[0].into(), sizes[1].into());
        block.file = file;
        // Behind the sizes: of an older file what its symbol tables are like; of both, flags.
        block.skip(match version {
            0 => 9,
            1 => 13,
            _ => 1,
        })?;
        let base = block.address()?;
        if base != 0 && start != usize::try_from(base).ok() {
            return Err(format!("addresses count from {base}, which is not where the file begins"));
        }
        block.skip(file.address_size)?;
        let (end, length) = (block.address()?, start_of_file + bytes.len());
        if usize::try_from(end).is_ok_and(|end| end > length) {
            return Err(format!("it is cut off: {length} bytes of {end}"));
        }
        let root = match version {
            0 | 1 => {
                block.skip(2 * file.address_size)?;
                block.address()?
            }
            _ => {
                let root = block.address()?;
                block.checksum()?;
                root
            }
        };
        Ok(Self { file, root })
    }

    /// The group that all others are in.
    pub fn root(self) -> Read<Group<'a>> {
        Group::read(self.file, self.root)?.ok_or_else(|| "its root is not a group".to_owned())
    }
}

/// A group.
pub struct Group<'a> {
    header: Header<'a>,
    links: BTreeMap<String, Target>,
}

impl<'a> Group<'a> {
    fn read(file: Bytes<'a>, address: u64) -> Read<Option<Self>> {
        let header = Header::read(file, address)?;
        Ok(links(&header)?.map(|links| Self { header, links }))
    }

    /// The names of what is in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.links.keys().map(|name| &**name)
    }

    /// A group in it; none where the name is of nothing, or of a data set.
    pub fn group(&self, name: &str) -> Read<Option<Self>> {
        match self.address(name)? {
            Some(address) => Self::read(self.header.file, address),
            None => Ok(None),
        }
    }

    /// A data set in it; none where the name is of nothing, or of a group.
    pub fn dataset(&self, name: &str) -> Read<Option<Dataset<'a>>> {
        match self.address(name)? {
            Some(address) => Dataset::read(Header::read(self.header.file, address)?),
            None => Ok(None),
        }
    }

    /// The texts of an attribute.
    pub fn texts(&self, attribute: &str) -> Read<Option<Vec<String>>> {
        attribute::texts(&self.header, attribute)
    }

    fn address(&self, name: &str) -> Read<Option<u64>> {
        match self.links.get(name) {
            Some(Target::Object(address)) => Ok(Some(*address)),
            Some(Target::Elsewhere) => {
                Err(format!("`{name}` is a link to another path or file, which is not followed"))
            }
            None => Ok(None),
        }
    }
}
