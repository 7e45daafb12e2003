//! Files of classes in a random order, and a part of them set apart.

use std::path::Path;

use super::{Found, classes, files};
use crate::random::{RandomState, next_seed};
use crate::{Error, ErrorKind, Result};

/// The classes of a directory, or those that are asked for, and their files: in the order of their paths, or as Keras shuffles
/// them by a seed.
pub fn labelled(
    directory: &Path,
    class_names: Option<&Vec<String>>,
    is_wanted: fn(&Path) -> bool,
    shuffle: bool,
    seed: Option<u32>,
) -> Result<(Vec<String>, Vec<Found>)> {
    let there = classes(directory)?;
    let class_names = class_names.cloned().unwrap_or_else(|| there.clone());
    if let Some(name) = class_names.iter().find(|name| !there.contains(name)) {
        let place = directory.display().to_string();
        let error = Error::expected(place, format!("a folder `{name}`"), there.join(", "));
        return Err(error.with_kind(ErrorKind::File));
    }
    let mut found = files(directory, &class_names, is_wanted)?;
    if shuffle {
        RandomState::new(seed.unwrap_or_else(|| next_seed() as u32)).shuffle(&mut found);
    }
    Ok((class_names, found))
}

/// Takes the last files, so large a fraction of all, for validation.
pub fn split_off(found: &mut Vec<Found>, fraction: f64, function: &str) -> Result<Vec<Found>> {
    if !(fraction > 0.0 && fraction < 1.0) {
        let place = format!("`{function}`, `validation_split`");
        return Err(Error::expected(place, "a number between 0 and 1", fraction));
    }
    Ok(found.split_off(found.len() - (fraction * found.len() as f64) as usize))
}
