//! Files in the folders of classes: which, in which order, with which labels.

use std::path::{Path, PathBuf};

use super::{Found, LabelMode, classes, files};
use crate::random::{RandomState, next_seed};
use crate::{Error, ErrorKind, Result};

/// What is said of the files of a directory that has a folder for each class, whatever is in them.
#[derive(Clone, Debug)]
pub struct ClassFolders {
    pub directory: PathBuf,
    pub class_names: Option<Vec<String>>,
    pub shuffle: bool,
    pub seed: Option<u32>,
}

/// The methods that say it, of a struct with `folders`.
macro_rules! class_folder_options {
    ($files:literal) => {
        /// The folders of the classes, in the order of their indices; by default all there are, sorted by name.
        pub fn class_names(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
            self.folders.class_names = Some(names.into_iter().map(Into::into).collect());
            self
        }

        #[doc = concat!(
            "Whether the ", $files, " come in a random order, and not in that of their paths; default `true`."
        )]
        pub fn shuffle(mut self, shuffle: bool) -> Self {
            self.folders.shuffle = shuffle;
            self
        }

        /// Seed of the random order; by default [`set_random_seed`](crate::random::set_random_seed) does.
        pub fn seed(mut self, seed: u32) -> Self {
            self.folders.seed = Some(seed);
            self
        }
    };
}

pub(in crate::utils) use class_folder_options;

/// Whether the name of a file ends so, in capitals or not.
pub fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let found = path.extension().unwrap_or_default();
    extensions.iter().any(|extension| found.eq_ignore_ascii_case(extension))
}

impl ClassFolders {
    /// All classes there are, in a random order, as Keras has it by default.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into(), class_names: None, shuffle: true, seed: None }
    }

    /// The names of the classes, and the files that are wanted: in the order of their paths, or as Keras shuffles them by a seed.
    pub fn found(&self, is_wanted: fn(&Path) -> bool) -> Result<(Vec<String>, Vec<Found>)> {
        let there = classes(&self.directory)?;
        let class_names = self.class_names.clone().unwrap_or_else(|| there.clone());
        if let Some(name) = class_names.iter().find(|name| !there.contains(name)) {
            let place = self.directory.display().to_string();
            let error = Error::expected(place, format!("a folder `{name}`"), there.join(", "));
            return Err(error.with_kind(ErrorKind::File));
        }
        let mut found = files(&self.directory, &class_names, is_wanted)?;
        if self.shuffle {
            RandomState::new(self.seed.unwrap_or_else(|| next_seed() as u32)).shuffle(&mut found);
        }
        Ok((class_names, found))
    }

    /// The names of the classes, the files to train on, and the last ones, so large a fraction of all, which are set apart, by a
    /// function of this name.
    pub fn split(
        &self,
        is_wanted: fn(&Path) -> bool,
        fraction: f64,
        function: &str,
    ) -> Result<(Vec<String>, [Vec<Found>; 2])> {
        let (class_names, mut train) = self.found(is_wanted)?;
        if !(fraction > 0.0 && fraction < 1.0) {
            let place = format!("`{function}`, `validation_split`");
            return Err(Error::expected(place, "a number between 0 and 1", fraction));
        }
        let validation = train.split_off(train.len() - (fraction * train.len() as f64) as usize);
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
