//! Unpacking of archives: tar, tar packed by gzip, zip.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Component, Path};

use flate2::read::{DeflateDecoder, GzDecoder};
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive};
use tar::Archive;

use crate::files::{malformed, not_read, not_written};
use crate::{Error, Result};

/// Makes `folder` what is in an archive: all of it, or nothing.
pub fn extract(archive: &Path, folder: &Path) -> Result<()> {
    let mut partial = folder.as_os_str().to_owned();
    partial.push(format!(".{}.part", std::process::id()));
    let partial = Path::new(&partial);
    let result = fill(archive, partial).and_then(|()| {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|error| not_written(folder, error))?;
        }
        fs::rename(partial, folder).map_err(|error| not_written(folder, error))
    });
    if result.is_err() {
        let _ = fs::remove_dir_all(partial);
    }
    result
}

fn fill(path: &Path, folder: &Path) -> Result<()> {
    let mut file = File::open(path).map_err(|error| not_read(path, error))?;
    let mut begin = Vec::new();
    let read = (&mut file).take(512).read_to_end(&mut begin).and_then(|_| file.rewind());
    read.map_err(|error| not_read(path, error))?;
    fs::create_dir_all(folder).map_err(|error| not_written(folder, error))?;
    match &begin[..] {
        [0x1f, 0x8b, ..] => untar(path, GzDecoder::new(file), folder),
        [b'P', b'K', 3 | 5, ..] => unzip(path, file, folder),
        // What every tar file has since 1988.
        tar if tar.get(257..262) == Some(b"ustar") => untar(path, file, folder),
        _ => Err(malformed(path, "is no archive of tar, tar packed by gzip, or zip")),
    }
}

fn untar(path: &Path, tar: impl Read, folder: &Path) -> Result<()> {
    let mut archive = Archive::new(tar);
    archive.set_preserve_permissions(false);
    archive.unpack(folder).map_err(|error| damaged(path, error))?;
    // The checksum is compared at the end of the packed data.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|error| damaged(path, error)).map(drop)
}

fn unzip(path: &Path, file: File, folder: &Path) -> Result<()> {
    let damaged = |error| damaged(path, error);
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut entries = archive.entries(&mut buffer);
    while let Some(header) = entries.next_entry().map_err(damaged)? {
        let Ok(name) = header.file_path().try_normalize() else { continue };
        let relative = Path::new(name.as_str());
        // A drive of Windows is left in it.
        if name.is_empty() || !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            continue;
        }
        let target = folder.join(relative);
        if name.is_dir() {
            fs::create_dir_all(&target).map_err(|error| not_written(&target, error))?;
            continue;
        }
        let (method, is_encrypted) = (header.compression_method(), header.flags().is_encrypted());
        let entry = archive.get_entry(header.wayfinder()).map_err(damaged)?;
        let packed = entry.reader();
        let mut bytes: Box<dyn Read> = match method {
            CompressionMethod::STORE if !is_encrypted => Box::new(entry.verifying_reader(packed)),
            CompressionMethod::DEFLATE if !is_encrypted => {
                Box::new(entry.verifying_reader(DeflateDecoder::new(packed)))
            }
            _ => {
                let message =
                    format!("`{}` in it is encrypted, or neither stored nor deflated", name.as_str());
                return Err(malformed(path, message));
            }
        };
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| not_written(parent, error))?;
        let mut written = File::create(&target).map_err(|error| not_written(&target, error))?;
        io::copy(&mut bytes, &mut written).map_err(|error| self::damaged(path, error))?;
    }
    Ok(())
}

fn damaged<E: std::error::Error + Send + Sync + 'static>(path: &Path, error: E) -> Error {
    malformed(path, format!("cannot be unpacked: {error}")).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;
    use tempfile::TempDir;

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_ustar();
            header.as_ustar_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            archive.append(&header, *bytes).unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = Vec::new();
        keras_files::zip::write(&mut archive, files).unwrap();
        archive
    }

    /// What becomes of an archive, unpacked in a folder of its own.
    fn extracted(bytes: &[u8]) -> (TempDir, Result<()>) {
        let home = TempDir::new().unwrap();
        fs::write(home.path().join("archive"), bytes).unwrap();
        let result = extract(&home.path().join("archive"), &home.path().join("folder"));
        (home, result)
    }

    const FILES: [(&str, &[u8]); 2] = [("flowers/rose/1.txt", b"red"), ("flowers/daisy.txt", b"white")];

    #[test]
    fn archives_of_each_format_are_unpacked() {
        for archive in [tar(&FILES), gzip(&tar(&FILES)), zip(&FILES)] {
            let (home, result) = extracted(&archive);
            result.unwrap();
            for (name, bytes) in FILES {
                assert_eq!(fs::read(home.path().join("folder").join(name)).unwrap(), bytes);
            }
            assert_eq!(fs::read_dir(home.path()).unwrap().count(), 2);
        }
    }

    #[test]
    fn nothing_is_written_beside_the_folder() {
        let files: [(&str, &[u8]); 3] = [("../up.txt", b"up"), ("a/../../up.txt", b"up"), ("in.txt", b"in")];
        for archive in [tar(&files), zip(&files)] {
            let (home, result) = extracted(&archive);
            result.unwrap();
            assert!(home.path().join("folder/in.txt").exists());
            assert!(!home.path().join("up.txt").exists());
        }
    }

    #[test]
    fn what_is_damaged_or_no_archive_leaves_nothing() {
        let archive = gzip(&tar(&FILES));
        let mut flipped = zip(&FILES);
        let at = flipped.windows(5).position(|bytes| bytes == b"white").unwrap();
        flipped[at] ^= 1;
        for bytes in [&archive[..archive.len() - 9], &flipped, b"<html>", b""] {
            let (home, result) = extracted(bytes);
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Format, "{error}");
            assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
        }
    }
}
