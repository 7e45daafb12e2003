//! Search for files in the folders of classes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::{Error, ErrorKind, Result};

/// A file, and the index of its class.
pub type Found = (PathBuf, usize);

/// The folders in `directory`, sorted by name, except those whose name begins with a dot.
pub fn classes(directory: &Path) -> Result<Vec<String>> {
    let mut classes = Vec::new();
    for path in entries(directory)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') {
            classes.push(name);
        }
    }
    Ok(classes)
}

/// The files that are wanted in the folders of `classes`, class by class, in the order of their paths.
pub fn files(directory: &Path, classes: &[String], is_wanted: fn(&Path) -> bool) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for (class, name) in classes.iter().enumerate() {
        let mut folders = vec![directory.join(name)];
        let mut files: Vec<(OsString, PathBuf)> = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in entries(&folder)? {
                if is_wanted(&path) && path.is_file() {
                    files.push((folder.clone().into(), path));
                } else if path.is_dir() && !path.is_symlink() {
                    folders.push(path);
                }
            }
        }
        // Folder by folder, whose paths compare as texts: `a-b` comes before `a/b`.
        files.sort();
        found.extend(files.into_iter().map(|(_, path)| (path, class)));
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>();
    let mut entries = read().map_err(|error| {
        Error::new(folder.display().to_string(), format!("cannot be listed: {error}"))
            .with_kind(ErrorKind::File)
            .caused_by(error)
    })?;
    entries.sort();
    Ok(entries)
}
