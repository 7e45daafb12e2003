//! Whole models in files, as [Keras](https://keras.io/api/models/model_saving_apis/model_saving_and_loading/) has them: a
//! zip archive of `metadata.json`, `config.json` and `model.weights.h5`, none of them deflated.

mod agreement;
mod calls;
mod key_order;

use std::path::Path;

use keras_files::CONFIG;
pub(crate) use keras_files::WEIGHTS;
use keras_files::graph::{end_masks, forget_kept_masks, of_layers};
use keras_files::keras2::to_keras_3;
use ndarray::ArrayD;
use serde_json::json;

use crate::config::Value;
use crate::files::{malformed, not_written, read_whole, write_whole, zip};
use crate::model::weights_file::{self, Format, Mismatch, Notes, OptimizerVariables, SavedWeights};
use crate::model::{Model, saved_weights};
use crate::{Error, ErrorKind, Result};

const METADATA: &str = "metadata.json";

/// The version of Keras that the files are checked with.
const KERAS_VERSION: &str = "3.15.1";

/// Writes a model: its configuration, its weights, what its optimizer remembers, and notes.
///
/// Two files of equal models are equal: when it was written is not in it.
pub(crate) fn write(
    path: &Path,
    config: Value,
    weights: &SavedWeights,
    arrays: &[ArrayD<f32>],
    optimizer: Option<&OptimizerVariables>,
    notes: Notes,
) -> Result<()> {
    check_ending(path, "`save_weights` writes the weights alone")?;
    let mut metadata = json!({ "keras_version": KERAS_VERSION });
    notes.into_iter().for_each(|(name, text)| metadata[name] = text.into());
    let (metadata, config) = (metadata.to_string(), config.to_string());
    let weights = weights_file::to_bytes(weights, arrays, optimizer, &Notes::new());
    let files = [(METADATA, metadata.as_bytes()), (CONFIG, config.as_bytes()), (WEIGHTS, &weights)];
    write_whole(path, |file| zip::write(file, &files).map_err(|error| not_written(path, error)))
}

/// An error if a file of this name would not be one of a whole model.
fn check_ending(path: &Path, help: &str) -> Result<()> {
    if Format::of(path).is_ok_and(|format| format == Format::Keras) {
        return Ok(());
    }
    let error = Error::expected(path.display().to_string(), "a path that ends in `.keras`", "another ending");
    Err(error.help(help))
}

/// What the files in an archive are.
pub(crate) struct Archive {
    pub config: Value,
    /// The text of the configuration, which alone has the order of keys; empty of an older file.
    text: Vec<u8>,
    pub weights: Vec<u8>,
}

impl Archive {
    /// The keys of an object in the configuration, which is found by the keys on the way to it, in the order of the text.
    pub fn keys_at(&self, way: &[&str]) -> Vec<String> {
        key_order::keys_at(&self.text, way)
    }

    /// Which layers are not trained, in their order; a model inside counts as one, if none of its layers is.
    pub fn frozen_layers(&self) -> Vec<bool> {
        let layers = agreement::layers(&self.config).unwrap_or_default();
        layers.into_iter().map(is_frozen).collect()
    }
}

fn is_frozen(layer: &Value) -> bool {
    match agreement::layers(layer) {
        Ok(layers) => !layers.is_empty() && layers.into_iter().all(is_frozen),
        Err(_) => layer["config"]["trainable"] == false,
    }
}

/// The model in a file of today or in an older one, `.h5`, in which no training is looked for.
pub(crate) fn read_any(path: &Path) -> Result<Archive> {
    if Format::of(path).is_ok_and(|format| format == Format::LegacyH5) {
        let weights = read_whole(path)?;
        let config = weights_file::older_config(path, &weights)?;
        return Ok(Archive { config, text: Vec::new(), weights });
    }
    read(path)
}

/// The model in a file.
pub(crate) fn read(path: &Path) -> Result<Archive> {
    let help = match Format::of(path) {
        Ok(Format::LegacyH5) => {
            "`load_model` reads an older file, and `load_compiled_model` one with its training"
        }
        _ => "`load_weights` reads the weights alone",
    };
    check_ending(path, help)?;
    let archive = read_whole(path)?;
    let part = |name| {
        let found = zip::read(&archive, name).map_err(|message| malformed(path, message))?;
        found.ok_or_else(|| malformed(path, format!("there is no `{name}` in it")))
    };
    let text = part(CONFIG)?.into_owned();
    let mut config = serde_json::from_slice(&text).map_err(|error| {
        malformed(path, format!("`{CONFIG}` in it is not JSON: {error}")).caused_by(error)
    })?;
    to_keras_3(&mut config).map_err(|message| malformed(path, message))?;
    Ok(Archive { config, text, weights: part(WEIGHTS)?.into_owned() })
}

/// Gives a model the weights of the file, which has to be of such a model, and says what else is in it.
pub(crate) fn load<M: Model>(path: &Path, model: &mut M) -> Result<Archive> {
    let mut archive = read(path)?;
    if let Ok(own) = model.to_json() {
        archive.config = agreed(own, archive.config).map_err(|error| {
            let error = error.within(path.display()).with_kind(ErrorKind::Format);
            error.help("`load_weights` reads the weights alone, whatever else is in the file")
        })?;
    }
    let own = saved_weights(model);
    let weights = weights_file::from_h5(path, &archive.weights, &own, Mismatch::Fails)?;
    let weights: Vec<_> = weights.into_iter().flatten().collect();
    model.set_weights(&weights).map_err(|error| error.within(path.display()))?;
    Ok(archive)
}

/// The configuration of a file for a model that has its own, as this library writes it.
fn agreed(mut own: Value, mut found: Value) -> Result<Value> {
    let is_same = agreement::check(&own, &found).is_ok();
    // Where Keras has written operations, the model may be of the layers that they are here.
    let mut read = found.clone();
    let is_read = !is_same && end_masks(&mut read).map(|()| of_layers(&mut read)).is_ok();
    forget_kept_masks(&mut own);
    forget_kept_masks(&mut found);
    if is_same {
        return Ok(found);
    }
    if is_read {
        return agreement::check(&own, &read).map(|()| read);
    }
    Err(agreement::check(&own, &found).err().unwrap_or_else(|| Error::new("", "its masks end elsewhere")))
}

/// The notes beside the weights of a checkpoint.
pub(crate) fn notes(path: &Path) -> Result<Notes> {
    let failed = |message| malformed(path, message);
    let archive = read_whole(path)?;
    let metadata = zip::read(&archive, METADATA).map_err(failed)?.unwrap_or_default();
    let metadata: Value = serde_json::from_slice(&metadata).unwrap_or_default();
    let texts = metadata.as_object().into_iter().flatten();
    Ok(texts.filter_map(|(name, text)| Some((name.clone(), text.as_str()?.to_owned()))).collect())
}
