//! Tar archives, packed by gzip.

use std::fs::File;
use std::io;
use std::path::Path;

use flate2::read::GzDecoder;
use tar::Archive;

use super::bounded::Bounded;
use super::{all, malformed, unreadable};
use crate::Result;

/// What may be in an archive besides the files: their headers, a description.
const BESIDES: u64 = 1 << 24;

/// The files of these names, each of so many bytes at most, in whatever folders of the archive at `path` they are.
pub fn files(path: &Path, files: &[(&str, usize)]) -> Result<Vec<Vec<u8>>> {
    let place = &path.display().to_string();
    let failed = |error| unreadable(place, error);
    let limit = BESIDES + files.iter().map(|&(_, limit)| limit as u64).sum::<u64>();
    let unpacked = Bounded::new(GzDecoder::new(File::open(path).map_err(failed)?), limit);
    let mut archive = Archive::new(unpacked);
    let mut found = vec![None; files.len()];
    // Raw entries: else longer names, of any length, are held, and sparse files unfold.
    for entry in archive.entries().map_err(failed)?.raw(true) {
        let entry = entry.map_err(failed)?;
        let path = entry.path().map_err(failed)?;
        let position = files.iter().position(|(name, _)| path.file_name().is_some_and(|file| file == *name));
        if let Some(position) = position.filter(|_| entry.header().entry_type().is_file()) {
            let (name, limit) = files[position];
            // The last one of a name counts, and the one before it makes room.
            found[position] = None;
            found[position] = Some(all(&format!("{place}, {name}"), entry, limit)?);
        }
    }
    // The checksum is compared at the end of the packed data.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(failed)?;
    let missing = |name| malformed(place, format!("a file `{name}` in the archive"), "none");
    found.into_iter().zip(files).map(|(file, (name, _))| file.ok_or_else(|| missing(name))).collect()
}
