//! Weights in files, by their paths.

use std::collections::BTreeMap;
use std::path::Path;

use ndarray::ArrayD;

use crate::files::Safetensors;
use crate::{Error, ErrorKind, Result};

/// The ending of the files, which says what they are.
const ENDING: &str = "safetensors";

/// An error if a file of this name would not be one of weights.
pub(crate) fn check_ending(path: &Path) -> Result<()> {
    if path.extension().is_some_and(|ending| ending == ENDING) {
        return Ok(());
    }
    Err(Error::expected(
        path.display().to_string(),
        format!("a path that ends in `.{ENDING}`"),
        "another ending",
    ))
}

/// Writes weights, and texts about them, to a file.
pub(crate) fn write(
    path: &Path,
    weights: impl IntoIterator<Item = (String, ArrayD<f32>)>,
    metadata: BTreeMap<String, String>,
) -> Result<()> {
    check_ending(path)?;
    Safetensors { metadata, arrays: weights.into_iter().collect(), ..Safetensors::default() }.write(path)
}

/// Reads the weights of these paths and shapes.
pub(crate) fn read(path: &Path, weights: &[(String, Vec<usize>)]) -> Result<Vec<ArrayD<f32>>> {
    check_ending(path)?;
    let mut file = Safetensors::read(path)?;
    let place = || path.display().to_string();
    let failed = |error: Error| Err(error.with_kind(ErrorKind::Format));
    let mut arrays = Vec::with_capacity(weights.len());
    for (name, shape) in weights {
        let Some(array) = file.arrays.remove(name) else {
            let known: Vec<&str> = file.arrays.keys().map(|name| &**name).collect();
            let error = Error::expected(place(), format!("a weight `{name}`"), known.join(", "));
            return failed(error.help("it is of a model with other layers, or other names of layers"));
        };
        if array.shape() != shape {
            let expected = format!("shape {shape:?} of `{name}`");
            return failed(Error::expected(place(), expected, format!("{:?}", array.shape())));
        }
        arrays.push(array);
    }
    match file.arrays.keys().next() {
        Some(name) => failed(Error::new(place(), format!("the model has no weight `{name}`"))),
        None => Ok(arrays),
    }
}

/// What a file says about its weights.
pub(crate) fn read_metadata(path: &Path) -> Result<BTreeMap<String, String>> {
    Ok(Safetensors::read(path)?.metadata)
}
