//! NumPy's archives of arrays: a zip file with an `.npy` file for each.

use super::pickle::{Item, Limits, Pickle};
use super::{malformed, npy, unreadable};
use crate::{Error, ErrorKind, Result};
use flate2::read::DeflateDecoder;
use ndarray::{Array, Array1, Dimension};
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipArchiveEntryWayfinder};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// An open archive.
pub struct Npz<'a> {
    path: &'a Path,
    archive: ZipArchive<FileReader>,
}

impl<'a> Npz<'a> {
    pub fn open(path: &'a Path) -> Result<Self> {
        let place = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&place, error))?;
        let archive = ZipArchive::from_file(file, &mut vec![0; RECOMMENDED_BUFFER_SIZE])
            .map_err(|error| damaged(place, error))?;
        Ok(Self { path, archive })
    }

    /// The array of bytes called `name`, which must be of `shape`.
    pub fn array<D: Dimension>(&self, name: &str, shape: D) -> Result<Array<u8, D>> {
        self.read(name, |place, file| npy::array(place, file, shape))
    }

    /// The array of whole numbers called `name`, which must be so many.
    pub fn integers(&self, name: &str, length: usize) -> Result<Array1<i64>> {
        self.read(name, |place, file| npy::integers(place, file, length))
    }

    /// The array of numbers called `name`, which must be of `shape`.
    pub fn floats<D: Dimension>(&self, name: &str, shape: D) -> Result<Array<f32, D>> {
        self.read(name, |place, file| npy::floats(place, file, shape))
    }

    /// The lists of whole numbers in the array of Python objects called `name`, which must be so many, of so many
    /// `numbers` at most in all.
    pub fn lists(&self, name: &str, length: usize, numbers: usize) -> Result<Vec<Vec<i32>>> {
        let place = self.place(name);
        let limits = Limits::lists(length, numbers);
        let bytes = self.read(name, |place, file| npy::objects(place, file, length, limits.bytes()))?;
        let pickle = Pickle::read(&place, &bytes, limits)?;
        let mut left = numbers;
        let list = |list: Item<'_>| {
            let list = list.list()?;
            // A pickle may hold the same list any number of times.
            left = left
                .checked_sub(list.len())
                .ok_or_else(|| malformed(&place, format_args!("at most {numbers} numbers"), "more"))?;
            list.map(Item::int).collect()
        };
        pickle.root().objects(length)?.map(list).collect()
    }

    /// What `read` makes of the array called `name`; it must read to the end, where checksums are compared.
    fn read<T>(&self, name: &str, read: impl FnOnce(&str, &mut dyn Read) -> Result<T>) -> Result<T> {
        let place = self.place(name);
        let Found { method, is_encrypted, entry } = self
            .find(name)
            .map_err(|error| damaged(&place, error))?
            .ok_or_else(|| malformed(&place, "an array of this name in the archive", "none"))?;
        if is_encrypted {
            return Err(malformed(&place, "a stored or deflated array", "an encrypted one"));
        }
        let entry = self.archive.get_entry(entry).map_err(|error| damaged(&place, error))?;
        let packed = entry.reader();
        match method {
            CompressionMethod::STORE => read(&place, &mut entry.verifying_reader(packed)),
            CompressionMethod::DEFLATE => {
                read(&place, &mut entry.verifying_reader(DeflateDecoder::new(packed)))
            }
            other => Err(malformed(&place, "a stored or deflated array", format_args!("{other:?}"))),
        }
    }

    fn place(&self, name: &str) -> String {
        format!("{}, {name}", self.path.display())
    }

    fn find(&self, name: &str) -> Result<Option<Found>, rawzip::Error> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let mut entries = self.archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry()? {
            if entry.file_path().as_bytes().strip_suffix(b".npy") == Some(name.as_bytes()) {
                return Ok(Some(Found {
                    method: entry.compression_method(),
                    is_encrypted: entry.flags().is_encrypted(),
                    entry: entry.wayfinder(),
                }));
            }
        }
        Ok(None)
    }
}

/// What the archive's list says of an array, and where it is.
struct Found {
    method: CompressionMethod,
    is_encrypted: bool,
    entry: ZipArchiveEntryWayfinder,
}

fn damaged(place: impl Into<String>, error: rawzip::Error) -> Error {
    Error::new(place, format!("is not a whole zip archive: {error}"))
        .with_kind(ErrorKind::Format)
        .caused_by(error)
}
