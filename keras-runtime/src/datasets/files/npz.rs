//! NumPy's archives of arrays: a zip file with an `.npy` file for each.

use super::{npy, unreadable};
use crate::{Error, Result};
use flate2::read::DeflateDecoder;
use ndarray::{Array, Dimension};
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ZipArchive};
use std::fs::File;
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
        let place = format!("{}, {name}", self.path.display());
        let (method, entry) = self
            .find(name)
            .map_err(|error| damaged(&place, error))?
            .ok_or_else(|| Error::expected(&place, "an array of this name in the archive", "none"))?;
        let entry = self.archive.get_entry(entry).map_err(|error| damaged(&place, error))?;
        let packed = entry.reader();
        match method {
            CompressionMethod::STORE => npy::array(&place, entry.verifying_reader(packed), shape),
            CompressionMethod::DEFLATE => {
                npy::array(&place, entry.verifying_reader(DeflateDecoder::new(packed)), shape)
            }
            other => Err(Error::expected(&place, "a stored or deflated array", format_args!("{other:?}"))),
        }
    }

    fn find(&self, name: &str) -> Result<Option<Found>, rawzip::Error> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let mut entries = self.archive.entries(&mut buffer);
        while let Some(entry) = entries.next_entry()? {
            if entry.file_path().as_bytes().strip_suffix(b".npy") == Some(name.as_bytes()) {
                return Ok(Some((entry.compression_method(), entry.wayfinder())));
            }
        }
        Ok(None)
    }
}

type Found = (CompressionMethod, rawzip::ZipArchiveEntryWayfinder);

fn damaged(place: impl Into<String>, error: rawzip::Error) -> Error {
    Error::new(place, format!("is not a whole zip archive: {error}")).caused_by(error)
}
