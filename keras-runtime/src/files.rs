//! Files are written whole, or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Error, Result};

/// Makes `path` a file with what `write` writes.
///
/// The file gets its name last, when it is whole and on the disk: any failure leaves `path` as it was, and two
/// that write the same file at once do not meet. Folders that are not there are made.
pub(crate) fn write_whole(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let failed = |error| not_written(path, error);
    let (mut file, partial) = create_beside(path).map_err(failed)?;
    write(&mut file)?;
    file.sync_all().map_err(failed)?;
    // Some systems rename no file that is open.
    drop(file);
    fs::rename(&partial.0, path).map_err(failed)
}

/// What became of writing to `path`.
pub(crate) fn not_written(path: &Path, error: io::Error) -> Error {
    Error::new(path.display().to_string(), format!("cannot be written: {error}")).caused_by(error)
}

/// A file that is gone when this is dropped, unless it has got another name by then.
struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // Nothing is left to be done about one that cannot be removed.
        let _ = fs::remove_file(&self.0);
    }
}

fn create_beside(path: &Path) -> io::Result<(File, Partial)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    loop {
        let mut name = name.to_os_string();
        name.push(format!(".{}-{}.part", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        let partial = path.with_file_name(name);
        match File::create_new(&partial) {
            Ok(file) => return Ok((file, Partial(partial))),
            // Left by another process of this number, here or on another machine.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
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
        let (_, partial) = create_beside(&path).unwrap();
        let number: u64 = partial
            .0
            .to_str()
            .unwrap()
            .rsplit_once('-')
            .unwrap()
            .1
            .trim_end_matches(".part")
            .parse()
            .unwrap();
        for next in number + 1..number + 50 {
            fs::write(folder.path().join(format!("b.txt.{}-{next}.part", std::process::id())), "").unwrap();
        }
        write(&path, "text").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "text");
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
