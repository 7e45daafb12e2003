//! Files of weights as Keras had them before version 3, `.h5`, in which the weights of `keras.applications` come.
//!
//! An attribute `layer_names` lists the layers, in order; each is a group, whose attribute `weight_names` lists its weights.
//! In a file of a whole model these are in a group `model_weights`.

use std::path::Path;

use ndarray::ArrayD;

use super::hdf5::array;
use super::{Mismatch, SavedWeights};
use crate::files::hdf5::{Dataset, Group, Hdf5};
use crate::files::malformed;
use crate::{Error, ErrorKind, Result};

const LAYERS: &str = "layer_names";

/// The group with the layers of such a file, if it is one.
fn layers_of<'a>(root: Group<'a>) -> Result<Option<Group<'a>>, String> {
    if names(&root, LAYERS)?.is_some() {
        return Ok(Some(root));
    }
    match root.group("model_weights")? {
        Some(inner) => Ok(names(&inner, LAYERS)?.map(|_| inner)),
        None => Ok(None),
    }
}

/// The texts of an attribute; what is too long for one attribute is in several, `weight_names0` and so on.
fn names(group: &Group<'_>, attribute: &str) -> Result<Option<Vec<String>>, String> {
    if let Some(names) = group.texts(attribute)? {
        return Ok(Some(names));
    }
    let mut all = vec![];
    while let Some(names) = group.texts(&format!("{attribute}{}", all.len()))? {
        all.push(names);
    }
    Ok((!all.is_empty()).then(|| all.concat()))
}

/// A configuration, as JSON, in a file of a whole model: `model_config`, or that of its training, `training_config`.
pub(super) fn config(bytes: &[u8], attribute: &str) -> Result<Option<String>, String> {
    let config = Hdf5::new(bytes).and_then(Hdf5::root)?.texts(attribute)?;
    Ok(config.and_then(|texts| texts.into_iter().next()))
}

/// The variables of the optimizer in a file of a whole model, if there are any.
pub(super) fn optimizer<'a>(root: &Group<'a>) -> Result<Option<Vec<Dataset<'a>>>, String> {
    let Some(group) = root.group("optimizer_weights")? else { return Ok(None) };
    let names = names(&group, "weight_names")?.unwrap_or_default();
    let variable = |name: &String| {
        let found = match name.rsplit_once('/') {
            Some((path, last)) => {
                descend(&group, path)?.map(|inner| inner.dataset(last)).transpose()?.flatten()
            }
            None => group.dataset(name)?,
        };
        found.ok_or_else(|| format!("the optimizer has no variable `{name}`"))
    };
    names.iter().map(variable).collect::<Result<_, _>>().map(Some)
}

/// A layer of a file: its name, and its weights.
struct Layer<'a> {
    name: String,
    group: Group<'a>,
    weights: Vec<String>,
}

impl Layer<'_> {
    fn all<'a>(file: &Group<'a>) -> Result<Vec<Layer<'a>>, String> {
        let mut layers = vec![];
        for name in names(file, LAYERS)?.unwrap_or_default() {
            let group = descend(file, &name)?.ok_or_else(|| format!("there is no group `{name}`"))?;
            let weights = names(&group, "weight_names")?.unwrap_or_default();
            if !weights.is_empty() {
                layers.push(Layer { name, group, weights });
            }
        }
        Ok(layers)
    }

    /// A weight of it.
    fn weight(&self, weight: &str, shape: &[usize]) -> Result<Result<ArrayD<f32>, Vec<usize>>, String> {
        let missing = || format!("there is no array `{weight}`");
        let (inner, last) = match weight.rsplit_once('/') {
            Some((path, last)) => (descend(&self.group, path)?.ok_or_else(missing)?, last),
            None => {
                return self
                    .group
                    .dataset(weight)?
                    .ok_or_else(missing)
                    .and_then(|found| fitting(&found, shape));
            }
        };
        fitting(&inner.dataset(last)?.ok_or_else(missing)?, shape)
    }
}

/// The numbers of an array of a shape, or the shape that it has.
fn fitting(found: &Dataset<'_>, shape: &[usize]) -> Result<Result<ArrayD<f32>, Vec<usize>>, String> {
    if found.shape == shape { array(found).map(Ok) } else { Ok(Err(found.shape.clone())) }
}

/// The group at a path.
fn descend<'a>(group: &Group<'a>, path: &str) -> Result<Option<Group<'a>>, String> {
    let mut steps = path.split('/');
    let mut found = steps.next().map_or(Ok(None), |step| group.group(step))?;
    for step in steps {
        found = match found {
            Some(group) => group.group(step)?,
            None => return Ok(None),
        };
    }
    Ok(found)
}

/// The weights of a model in such a file; nothing if it is another file.
///
/// Its layers are those of the model in the same order, whatever they are called. Where a mismatch is skipped, they are found
/// by their names.
pub(super) fn from_bytes(
    path: &Path,
    bytes: &[u8],
    model: &SavedWeights,
    mismatch: Mismatch,
) -> Result<Option<Vec<Option<ArrayD<f32>>>>> {
    let damaged = |message| malformed(path, message);
    let root = Hdf5::new(bytes).and_then(Hdf5::root).map_err(damaged)?;
    let Some(file) = layers_of(root).map_err(damaged)? else { return Ok(None) };
    let (found, own) = (Layer::all(&file).map_err(damaged)?, model.layers());
    let place = || path.display().to_string();
    let failed = |error: Error| error.with_kind(ErrorKind::Format);
    if mismatch == Mismatch::Fails && found.len() != own.len() {
        let error = Error::expected(place(), format!("{} layers with weights", own.len()), found.len());
        return Err(failed(error.help("it is of a model with other layers")));
    }
    let mut arrays = vec![None; model.paths.len()];
    for (position, (name, indices)) in own.into_iter().enumerate() {
        let layer = match mismatch {
            Mismatch::Fails => found.get(position),
            Mismatch::IsSkipped => found.iter().find(|layer| layer.name == name),
        };
        let Some(layer) = layer else { continue };
        let within = || format!("{}, layer `{}`", path.display(), layer.name);
        if layer.weights.len() != indices.len() {
            if mismatch == Mismatch::IsSkipped {
                continue;
            }
            let expected = format!("{} weights of `{name}`", indices.len());
            return Err(failed(Error::expected(within(), expected, layer.weights.len())));
        }
        for (index, weight) in indices.into_iter().zip(&layer.weights) {
            let shape = &model.shapes[index];
            let read =
                layer.weight(weight, shape).map_err(|message| failed(Error::new(within(), message)))?;
            match read {
                Ok(array) => arrays[index] = Some(array),
                Err(_) if mismatch == Mismatch::IsSkipped => {}
                Err(found) => {
                    let expected = format!("shape {shape:?} of `{}`", model.paths[index]);
                    return Err(failed(Error::expected(within(), expected, format!("{found:?}"))));
                }
            }
        }
    }
    Ok(Some(arrays))
}
