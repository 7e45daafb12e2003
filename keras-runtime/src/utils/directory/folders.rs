//! Files in the folders of classes: which, in which order, with which labels.

use std::path::{Path, PathBuf};

use super::{Found, LabelMode, labelled, split_off};
use crate::{Error, ErrorKind, Result};

/// What is said of the files of a directory that has a folder for each class, whatever is in them.
#[derive(Clone, Debug)]
pub struct ClassFolders {
    pub directory: PathBuf,
    pub class_names: Option<Vec<String>>,
    pub shuffle: bool,
    pub seed: Option<u32>,
}

impl ClassFolders {
    /// All classes there are, in a random order, as Keras has it by default.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), class_names: None, shuffle: true, seed: None }
    }

    /// The names of the classes, and the files that are wanted.
    pub fn found(&self, is_wanted: fn(&Path) -> bool) -> Result<(Vec<String>, Vec<Found>)> {
        labelled(&self.directory, self.class_names.as_ref(), is_wanted, self.shuffle, self.seed)
    }

    /// The names of the classes, the files to train on, and those that are set apart, by a function of this name.
    pub fn split(
        &self,
        is_wanted: fn(&Path) -> bool,
        fraction: f64,
        function: &str,
    ) -> Result<(Vec<String>, [Vec<Found>; 2])> {
        let (class_names, mut train) = self.found(is_wanted)?;
        let validation = split_off(&mut train, fraction, function)?;
        Ok((class_names, [train, validation]))
    }

    /// The labels of files; an error if there are none, or the label mode cannot tell so many classes.
    pub fn labels<L: LabelMode>(&self, classes: usize, found: &[Found], what: &str) -> Result<L::Labels> {
        let place = self.directory.display();
        if found.is_empty() {
            let expected = format!("{what} in the folders of the classes");
            return Err(Error::expected(place.to_string(), expected, "none").with_kind(ErrorKind::File));
        }
        let indices: Vec<_> = found.iter().map(|&(_, class)| class).collect();
        L::labels(&indices, classes).map_err(|error| error.within(&place))
    }
}
