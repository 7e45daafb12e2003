//! Archives of files, packed by gzip.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use tar::Archive;

use super::unreadable;
use crate::{Error, Result};

/// The largest file that a data set has in an archive, and some room.
const MAX: u64 = 1 << 28;

/// The files called `names`, in whatever folders of the archive at `path` they are.
pub fn files(path: &Path, names: &[&str]) -> Result<Vec<Vec<u8>>> {
    let place = path.display().to_string();
    let mut found = vec![None; names.len()];
    read(path, names, &mut found).map_err(|error| unreadable(&place, error))?;
    let missing = |name| Error::expected(&place, format!("a file `{name}` in the archive"), "none");
    found.into_iter().zip(names).map(|(file, name)| file.ok_or_else(|| missing(name))).collect()
}

fn read(path: &Path, names: &[&str], found: &mut [Option<Vec<u8>>]) -> io::Result<()> {
    let mut archive = Archive::new(GzDecoder::new(File::open(path)?));
    for entry in archive.entries()? {
        let entry = entry?;
        let path = entry.path()?;
        let position = names.iter().position(|name| path.file_name().is_some_and(|file| file == *name));
        if let Some(position) = position.filter(|_| entry.header().entry_type().is_file()) {
            let mut bytes = Vec::new();
            entry.take(MAX).read_to_end(&mut bytes)?;
            found[position] = Some(bytes);
        }
    }
    // The checksum is compared at the end of the packed data.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map(drop)
}
