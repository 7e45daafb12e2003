//! Unpacking of archives: tar, tar packed by gzip, zip.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use flate2::read::{DeflateDecoder, GzDecoder};
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive};
use tar::{Archive, Entry};

use crate::files::{malformed, not_read, not_written};
use crate::{Error, Result};

/// Makes sure that `folder` is what is in an archive: unpacks it, unless the file beside the folder says that it is of this one.
pub fn provide(archive: &Path, folder: &Path) -> Result<()> {
    let mut from = folder.as_os_str().to_owned();
    from.push(".from");
    let from = Path::new(&from);
    let identity = identity(archive).map_err(|error| not_read(archive, error))?;
    if folder.is_dir() && fs::read_to_string(from).is_ok_and(|from| from == identity) {
        return Ok(());
    }
    // Until the folder is whole, nothing says whose it is.
    if let Err(error) = fs::remove_file(from)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(not_written(from, error));
    }
    extract(archive, folder)?;
    fs::write(from, identity).map_err(|error| not_written(from, error))
}

/// The name of a file, its length and when it was written: another after any change.
fn identity(file: &Path) -> io::Result<String> {
    let name = file.file_name().unwrap_or_default().display();
    let about = file.metadata()?;
    let written = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{name}\n{} bytes\n{} ns\n", about.len(), written.as_nanos()))
}

/// Makes `folder` what is in an archive: all of it, or nothing.
fn extract(archive: &Path, folder: &Path) -> Result<()> {
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
    // The path of the folder itself may go over links.
    let folder = &folder.canonicalize().map_err(|error| not_read(folder, error))?;
    let mut folders = vec![];
    for entry in archive.entries().map_err(|error| damaged(path, error))? {
        let mut entry = entry.map_err(|error| damaged(path, error))?;
        check_inside(path, &entry)?;
        // Their permissions are those for what is in them, too.
        match entry.header().entry_type().is_dir() {
            true => folders.push(entry),
            false => unpack(path, &mut entry, folder)?,
        }
    }
    folders.sort_by(|a, b| b.path_bytes().cmp(&a.path_bytes()));
    folders.iter_mut().try_for_each(|entry| unpack(path, entry, folder))?;
    // The checksum is compared at the end of the packed data.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|error| damaged(path, error)).map(drop)
}

fn unpack(path: &Path, entry: &mut Entry<'_, impl Read>, folder: &Path) -> Result<()> {
    let result = entry.unpack_in(folder);
    let name = || String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    match result {
        // Behind a link to a folder, a link would not begin where its name says.
        Ok(true) if entry.header().entry_type().is_symlink() && !is_where_it_says(entry, folder) => {
            Err(leads_out(path, &name()))
        }
        Ok(true) => Ok(()),
        Ok(false) => Err(leads_out(path, &name())),
        Err(error) => {
            Err(malformed(path, format!("`{}` in it cannot be unpacked: {error}", name())).caused_by(error))
        }
    }
}

/// Whether the folder that an entry is in is no link.
fn is_where_it_says(entry: &Entry<'_, impl Read>, folder: &Path) -> bool {
    let place: PathBuf = entry.path().iter().flat_map(|path| path.components()).filter(is_name).collect();
    folder.join(place).parent().is_some_and(|parent| parent.canonicalize().is_ok_and(|real| real == parent))
}

/// Refuses what may lead out of the folder: a member of another place, or a link to one.
fn check_inside(path: &Path, entry: &Entry<'_, impl Read>) -> Result<()> {
    let damaged = |error| damaged(path, error);
    let place = entry.path().map_err(damaged)?;
    if !is_inside(&place) {
        return Err(leads_out(path, &place.display().to_string()));
    }
    let kind = entry.header().entry_type();
    let target = entry.link_name().map_err(damaged)?.filter(|_| kind.is_symlink() || kind.is_hard_link());
    let Some(target) = target else { return Ok(()) };
    // A symbolic link begins where it is. `..` behind the name of a folder, which may be a link itself, may be anywhere.
    let mut depth =
        if kind.is_symlink() { place.components().filter(is_name).count().saturating_sub(1) } else { 0 };
    let mut rest = target.components();
    while depth > 0 && rest.clone().next() == Some(Component::ParentDir) {
        rest.next();
        depth -= 1;
    }
    if is_inside(rest.as_path()) {
        return Ok(());
    }
    Err(leads_out(path, &format!("{} -> {}", place.display(), target.display())))
}

/// Whether a path goes down only.
fn is_inside(path: &Path) -> bool {
    path.components().all(|part| is_name(&part) || part == Component::CurDir)
}

fn is_name(part: &Component<'_>) -> bool {
    matches!(part, Component::Normal(_))
}

fn leads_out(path: &Path, name: &str) -> Error {
    malformed(path, format!("`{name}` in it may lead out of the folder that it is unpacked into"))
}

fn unzip(path: &Path, file: File, folder: &Path) -> Result<()> {
    let damaged = |error| damaged(path, error);
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut entries = archive.entries(&mut buffer);
    while let Some(header) = entries.next_entry().map_err(damaged)? {
        let name = String::from_utf8_lossy(header.file_path().as_bytes()).replace('\\', "/");
        if !is_inside(Path::new(&name)) {
            return Err(leads_out(path, &name));
        }
        let target = folder.join(&name);
        if name.ends_with('/') {
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
                let message = format!("`{name}` in it is encrypted, or neither stored nor deflated");
                return Err(malformed(path, message));
            }
        };
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| not_written(parent, error))?;
        let mut written = File::create(&target).map_err(|error| not_written(&target, error))?;
        io::copy(&mut bytes, &mut written).map_err(|error| {
            malformed(path, format!("`{name}` in it cannot be unpacked: {error}")).caused_by(error)
        })?;
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

    /// A zip file of one member, whose name the writer would tidy up.
    fn zip_with_name(name: &str) -> Vec<u8> {
        let stand_in = "x".repeat(name.len());
        let mut archive = zip(&[(&stand_in, b"up")]);
        for at in 0..archive.len() - name.len() {
            let place = &mut archive[at..][..name.len()];
            if place == stand_in.as_bytes() {
                place.copy_from_slice(name.as_bytes());
            }
        }
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
    fn what_leads_out_of_the_folder_is_an_error_that_names_it() {
        for name in ["../up.txt", "a/../../up.txt", "a/../up.txt", "/up.txt"] {
            let files: [(&str, &[u8]); 2] = [("in.txt", b"in"), (name, b"up")];
            for archive in [tar(&files), gzip(&tar(&files)), zip_with_name(name)] {
                let (home, result) = extracted(&archive);
                let error = result.unwrap_err().to_string();
                assert!(error.contains(&format!("`{name}` in it may lead out of the folder")), "{error}");
                assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_in_the_folder_are_unpacked_and_one_that_leads_out_is_an_error_that_names_it() {
        let linked = |place: &str, target: &str, kind| {
            let mut archive = tar::Builder::new(Vec::new());
            for (name, bytes) in FILES {
                let mut header = tar::Header::new_ustar();
                header.set_size(bytes.len() as u64);
                header.set_mode(0o644);
                archive.append_data(&mut header, name, bytes).unwrap();
            }
            let mut header = tar::Header::new_ustar();
            header.set_entry_type(kind);
            header.set_size(0);
            archive.append_link(&mut header, place, target).unwrap();
            archive.into_inner().unwrap()
        };
        let (symbolic, hard) = (tar::EntryType::Symlink, tar::EntryType::Link);
        for (target, kind) in [("../daisy.txt", symbolic), ("flowers/daisy.txt", hard)] {
            let (home, result) = extracted(&linked("flowers/rose/2.txt", target, kind));
            result.unwrap();
            assert_eq!(fs::read(home.path().join("folder/flowers/rose/2.txt")).unwrap(), b"white");
        }
        let out = [
            ("../../../daisy.txt", symbolic),
            ("a/../..", symbolic),
            ("rose/../../daisy.txt", symbolic),
            ("/etc/passwd", symbolic),
            ("../up.txt", hard),
            ("/etc/passwd", hard),
        ];
        for (target, kind) in out {
            let (_home, result) = extracted(&linked("flowers/rose/2.txt", target, kind));
            let error = result.unwrap_err().to_string();
            let message = format!("`flowers/rose/2.txt -> {target}` in it may lead out of the folder");
            assert!(error.contains(&message), "{error}");
        }
    }

    #[test]
    fn a_folder_is_that_of_the_archive_that_is_named() {
        let home = TempDir::new().unwrap();
        let folder = home.path().join("a_extracted");
        let provided = |name: &str| {
            provide(&home.path().join(name), &folder).unwrap();
            fs::read_to_string(folder.join("what.txt")).unwrap()
        };
        fs::write(home.path().join("a.zip"), zip(&[("what.txt", b"zip"), ("more.txt", b"")])).unwrap();
        fs::write(home.path().join("a.tar"), tar(&[("what.txt", b"tar")])).unwrap();
        assert_eq!(provided("a.zip"), "zip");
        assert_eq!(provided("a.tar"), "tar");
        assert!(!folder.join("more.txt").exists());
        assert_eq!(provided("a.zip"), "zip");
        // What is put there by hand stays as long as the archive does.
        fs::write(folder.join("what.txt"), "mine").unwrap();
        assert_eq!(provided("a.zip"), "mine");
        fs::write(home.path().join("a.zip"), zip(&[("what.txt", b"newer")])).unwrap();
        assert_eq!(provided("a.zip"), "newer");
        // What is no archive leaves nothing that another would be taken for.
        fs::write(home.path().join("a.bz2"), "BZh").unwrap();
        assert!(provide(&home.path().join("a.bz2"), &folder).is_err());
        assert_eq!(provided("a.zip"), "newer");
    }

    #[test]
    fn a_damaged_member_is_named() {
        let mut flipped = zip(&FILES);
        let at = flipped.windows(5).position(|bytes| bytes == b"white").unwrap();
        flipped[at] ^= 1;
        let error = extracted(&flipped).1.unwrap_err().to_string();
        assert!(error.contains("`flowers/daisy.txt` in it cannot be unpacked"), "{error}");
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
