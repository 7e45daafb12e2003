//! Zip archives of a few files, as they are or deflated.

use std::borrow::Cow;
use std::io::{self, Read as _, Write};

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveWriter};

/// Writes an archive of files, which are stored as they are.
///
/// # Errors
///
/// If it cannot be written.
pub fn write(archive: impl Write, files: &[(&str, &[u8])]) -> io::Result<()> {
    let mut archive = ZipArchiveWriter::new(archive);
    for (name, bytes) in files {
        let (mut entry, config) = archive
            .new_file(*name)
            .compression_method(CompressionMethod::STORE)
            .start()
            .map_err(io::Error::other)?;
        let mut writer = config.wrap(&mut entry);
        writer.write_all(bytes)?;
        let (_, descriptor) = writer.finish().map_err(io::Error::other)?;
        entry.finish(descriptor).map_err(io::Error::other)?;
    }
    archive.finish().map(drop).map_err(io::Error::other)
}

/// The file of a name in an archive, if there is one; one that is stored, where it stands.
///
/// # Errors
///
/// If the archive is damaged, or the file is, or is packed in another way than by deflating.
pub fn read<'a>(bytes: &'a [u8], name: &str) -> Result<Option<Cow<'a, [u8]>>, String> {
    let damaged = |error: &dyn std::fmt::Display| format!("is not a whole zip archive: {error}");
    let archive = ZipArchive::from_slice(bytes).map_err(|error| damaged(&error))?;
    let mut entries = archive.entries();
    while let Some(header) = entries.next_entry().map_err(|error| damaged(&error))? {
        if header.file_path().as_bytes() != name.as_bytes() {
            continue;
        }
        let (method, size) = (header.compression_method(), header.uncompressed_size_hint());
        if header.flags().is_encrypted() {
            return Err(format!("`{name}` in it is encrypted"));
        }
        let entry = archive.get_entry(header.wayfinder()).map_err(|error| damaged(&error))?;
        let (start, end) = entry.compressed_data_range();
        let packed = &bytes[start as usize..end as usize];
        let result = match method {
            CompressionMethod::STORE => {
                io::copy(&mut entry.verifying_reader(packed), &mut io::sink()).map(|_| Cow::Borrowed(packed))
            }
            CompressionMethod::DEFLATE if size <= (MAX_RATIO * packed.len() as u64).max(MAX_SMALL) => {
                // It grows with what there is, so that a size which lies allocates nothing.
                let (mut bytes, unpacked) = (Vec::new(), DeflateDecoder::new(packed).take(size + 1));
                entry.verifying_reader(unpacked).read_to_end(&mut bytes).map(|_| Cow::Owned(bytes))
            }
            _ => return Err(format!("`{name}` in it is neither stored nor deflated, or a bomb")),
        };
        return result.map(Some).map_err(|error| format!("`{name}` in it is damaged: {error}"));
    }
    Ok(None)
}

/// Weights never become much smaller, so that what says to be larger is a bomb; unless it is small.
const MAX_RATIO: u64 = 100;
const MAX_SMALL: u64 = 1 << 26;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_again_and_damage_is_an_error() {
        let mut archive = Vec::new();
        write(&mut archive, &[("a.json", b"{}"), ("b.h5", b"numbers")]).unwrap();
        assert_eq!(read(&archive, "b.h5").unwrap().as_deref(), Some(&b"numbers"[..]));
        assert_eq!(read(&archive, "c").unwrap(), None);
        for length in 0..archive.len() {
            assert!(read(&archive[..length], "b.h5").is_err(), "{length} bytes");
        }
        let at = archive.windows(7).position(|bytes| bytes == b"numbers").unwrap();
        archive[at] ^= 1;
        assert!(read(&archive, "b.h5").unwrap_err().contains("`b.h5` in it is damaged"));
    }
}
