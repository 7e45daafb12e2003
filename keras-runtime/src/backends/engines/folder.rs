//! A private folder for as long as it is needed.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::{env, fs, io, process};

use crate::{Error, ErrorKind, Result};

/// A new folder for temporary files, which nobody else reads. It goes with all that is in it.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let parent = env::temp_dir();
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = parent.join(format!("keras-{}-{number}", process::id()));
            match create(&path) {
                Ok(()) => return Ok(Self(path)),
                // Another process has had this number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    let message = format!("the folder cannot be made: {error}");
                    let error = Error::new(path.display().to_string(), message).caused_by(error);
                    return Err(error.with_kind(ErrorKind::File).help("`TMPDIR` names another place"));
                }
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays. There is nobody to be told.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}
