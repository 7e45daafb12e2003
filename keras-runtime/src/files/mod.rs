//! Files: atomic writes, whole or not at all, the cache of what is downloaded, and the format of named arrays.

pub(crate) mod cache;
#[cfg(feature = "download")]
mod download;
#[cfg(feature = "download")]
mod hash;
pub(crate) mod npy;
mod safetensors;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use keras_files::{hdf5, zip};
pub(crate) use safetensors::Safetensors;

use crate::{Error, ErrorKind, Result};

/// Makes `path` a file with what `write` writes.
///
/// The file gets its name last, when it is whole and on the disk: any failure leaves `path` as it was, and two
/// that write the same file at once do not meet. Folders that are not there are made.
pub(crate) fn write_whole(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let failed = |error| not_written(path, error);
    let mut partial = Partial::beside(path).map_err(failed)?;
    write(&mut partial.file)?;
    partial.file.sync_all().map_err(failed)?;
    // It is still open, and so locked: nobody takes it for one that was abandoned.
    fs::rename(&partial.path, path).map_err(failed)?;
    sync_folder(path);
    Ok(())
}

/// Whether [`write_whole`] could begin to write `path`: what can be found out before there is anything to write.
pub(crate) fn check_writable(path: &Path) -> Result<()> {
    let failed = |error| not_written(path, error);
    if path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Partial::beside(path).map(drop).map_err(failed)
}

/// Lets the new name of a file survive a power failure too, where a folder can be synchronized.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Removes what processes that were killed have left of writing `path`: the partial files that nobody holds.
///
/// What cannot be removed stays. It is in nobody's way.
pub(crate) fn remove_abandoned(path: &Path) {
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    for entry in entries.into_iter().flatten().flatten() {
        let partial = entry.path();
        if !is_partial(&partial, path) || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(file) = File::options().write(true).open(&partial) else { continue };
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(&partial);
        }
    }
}

/// Whether a file is named as [`Partial::beside`] names those beside `path`.
fn is_partial(file: &Path, path: &Path) -> bool {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let (Some(file), Some(path)) = (name(file), name(path)) else { return false };
    let number = file.strip_prefix(&path).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(".part"));
    let is_number = |text: &str| text.parse::<u64>().is_ok();
    number.and_then(|text| text.split_once('-')).is_some_and(|(a, b)| is_number(a) && is_number(b))
}

/// All bytes of a file.
pub(crate) fn read_whole(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| not_read(path, error))
}

/// What became of reading `path`.
pub(crate) fn not_read(path: &Path, error: io::Error) -> Error {
    Error::new(path.display().to_string(), format!("cannot be read: {error}"))
        .with_kind((&error).into())
        .caused_by(error)
}

/// What is wrong with what a file holds.
pub(crate) fn malformed(path: &Path, message: impl Into<String>) -> Error {
    Error::new(path.display().to_string(), message).with_kind(ErrorKind::Format)
}

/// What became of writing to `path`.
pub(crate) fn not_written(path: &Path, error: io::Error) -> Error {
    Error::new(path.display().to_string(), format!("cannot be written: {error}"))
        .with_kind(ErrorKind::File)
        .caused_by(error)
}

/// A file that is gone when this is dropped, unless it has got another name by then.
///
/// It is locked as long as its process lives, however that ends.
struct Partial {
    file: File,
    path: PathBuf,
}

impl Partial {
    fn beside(path: &Path) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        loop {
            let mut name = name.to_os_string();
            name.push(format!(".{}-{}.part", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
            let path = path.with_file_name(name);
            let partial = match File::create_new(&path) {
                Ok(file) => Self { file, path },
                // Left by another process of this number, here or on another machine.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            };
            // Before it was locked, somebody may have taken it for abandoned. Where there are no locks, nobody does.
            let taken = matches!(partial.file.try_lock(), Err(TryLockError::WouldBlock));
            if !taken && partial.path.exists() {
                return Ok(partial);
            }
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // Nothing is left to be done about one that cannot be removed.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::{ffi::OsString, mem::ManuallyDrop};
    use tempfile::TempDir;

    fn write(path: &Path, text: &str) -> Result<()> {
        write_whole(path, |file| file.write_all(text.as_bytes()).map_err(|error| not_written(path, error)))
    }

    #[test]
    fn a_file_is_made_with_its_folders_and_replaced() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a").join("b.txt");
        for text in ["one", "two"] {
            write(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_leaves_the_older_file_and_nothing_else() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("b.txt");
        write(&path, "older").unwrap();
        let result = write_whole(&path, |file| {
            file.write_all(b"half").unwrap();
            Err(Error::new("here", "it broke"))
        });
        assert_eq!(result.unwrap_err().to_string(), "here: it broke");
        assert_eq!(fs::read_to_string(&path).unwrap(), "older");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_partial_file_that_another_process_left_is_no_obstacle() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("b.txt");
        let partial = Partial::beside(&path).unwrap();
        let name = partial.path.to_str().unwrap().trim_end_matches(".part");
        let number: u64 = name.rsplit_once('-').unwrap().1.parse().unwrap();
        for next in number + 1..number + 50 {
            fs::write(folder.path().join(format!("b.txt.{}-{next}.part", std::process::id())), "").unwrap();
        }
        write(&path, "text").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "text");
    }

    #[test]
    fn only_partial_files_of_the_same_file_that_nobody_holds_are_removed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("b.txt");
        let held = Partial::beside(&path).unwrap();
        let others =
            ["b.txt", "a.txt.1-2.part", "b.txt.part", "b.txt.1-2", "b.txt.mine.part", "b.txt.1-2-3.part"];
        for name in others.into_iter().chain(["b.txt.1-2.part", "b.txt.4000000000-0.part"]) {
            fs::write(folder.path().join(name), "half").unwrap();
        }
        fs::create_dir(folder.path().join("b.txt.1-3.part")).unwrap();
        remove_abandoned(&path);
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        let mut expected: Vec<_> = others.into_iter().chain(["b.txt.1-3.part"]).map(OsString::from).collect();
        expected.push(held.path.file_name().unwrap().to_owned());
        left.sort();
        expected.sort();
        assert_eq!(left, expected);
        // As when its process is killed, the lock goes with the file that was open.
        let Partial { file, path: partial } = &*ManuallyDrop::new(held);
        file.unlock().unwrap();
        remove_abandoned(&path);
        assert!(!partial.exists());
    }

    #[test]
    fn a_path_that_cannot_be_a_file_is_an_error_that_names_it() {
        let folder = TempDir::new().unwrap();
        write(&folder.path().join("file"), "").unwrap();
        for path in [folder.path().join("file").join("b.txt"), folder.path().join("..")] {
            let error = write(&path, "text").unwrap_err();
            assert_eq!(error.place(), path.display().to_string());
            assert!(error.to_string().contains("cannot be written: "), "{error}");
        }
    }
}
