//! Models that a file decides.

use std::path::Path;

use keras_files::graph::end_masks;
use keras_files::keras2::to_keras_3;

use super::CustomObjects;
use crate::config::Value;
use crate::model::keras_file::{self, Archive};
use crate::model::weights_file::{self, Mismatch};
use crate::model::{AnyModel, Model, from_json, saved_weights};
use crate::training::{AnyLosses, Compiled, compiled};
use crate::{Error, ErrorKind, Result};

/// The model in a file that [`Model::save`] or Keras wrote, `.keras` or the older `.h5`, whatever its layers, as
/// [`keras.models.load_model`](https://keras.io/api/models/model_saving_apis/model_saving_and_loading/).
///
/// Of a model that the program has, `Digits::load(path)` is the way: rustc knows its shapes then. With the training in the
/// file, if there is one, [`load_compiled_model`] reads it.
///
/// ```
/// use keras::models::load_model;
/// use keras::{ndarray::array, prelude::*};
///
/// let path = std::env::temp_dir().join("line_of_any_kind.keras");
/// let line = sequential![Dense(3, activation = tanh, input = 2), Dense(1)];
/// line.save(&path)?;
/// let model = load_model(&path)?;
/// let x = array![[0.5, -0.5]];
/// assert_eq!(model.predict(&x.clone().into_dyn())?, line.predict(&x)?.into_dyn());
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If the file cannot be read, is damaged, has a layer that the library does not have, or one whose arguments or calls
/// make no sense: it says which.
pub fn load_model(path: impl AsRef<Path>) -> Result<AnyModel> {
    load_model_with(path, &CustomObjects::new())
}

/// As [`load_model`], of a file that may name classes of your own, too.
///
/// # Errors
///
/// As of [`load_model`].
pub fn load_model_with(path: impl AsRef<Path>, objects: &CustomObjects) -> Result<AnyModel> {
    Ok(read(path.as_ref(), objects)?.1)
}

/// The compiled model in a file that [`Compiled::save`] or Keras wrote: its layers and weights, its optimizer and what that
/// remembers, its losses and metrics. It goes on where the file was written.
///
/// ```
/// use keras::models::load_compiled_model;
/// use keras::{ndarray::array, prelude::*};
///
/// let path = std::env::temp_dir().join("training_of_any_kind.keras");
/// let line = sequential![Dense(1, input = 2)];
/// let mut line = line.compile(Adam::new(0.1), MeanSquaredError::default(), metrics![mae]);
/// let (x, y) = (array![[0.0, 1.0], [1.0, 0.0]], array![[1.0], [2.0]]);
/// line.fit(&x, &y, Fit::epochs(2).verbose(0))?;
/// line.save(&path)?;
///
/// let mut read = load_compiled_model(&path)?;
/// let fit = || Fit::epochs(1).verbose(0);
/// assert_eq!(read.fit(&x, &y, fit())?.last("mae"), line.fit(&x, &y, fit())?.last("mae"));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// As of [`load_model`], or if the model in the file is not compiled, or with something that the library does not have.
pub fn load_compiled_model(path: impl AsRef<Path>) -> Result<Compiled<AnyModel, AnyLosses>> {
    load_compiled_model_with(path, &CustomObjects::new())
}

/// As [`load_compiled_model`], of a file that may name classes of your own, too.
///
/// # Errors
///
/// As of [`load_compiled_model`].
pub fn load_compiled_model_with(
    path: impl AsRef<Path>,
    objects: &CustomObjects,
) -> Result<Compiled<AnyModel, AnyLosses>> {
    let path = path.as_ref();
    let (archive, model) = read(path, objects)?;
    compiled(path, &archive, model, objects)
}

/// The model that [`Model::to_json`] or Keras's `to_json` wrote, with fresh weights; as
/// [`keras.models.model_from_json`](https://keras.io/api/models/model_saving_apis/model_config_serialization/).
///
/// ```
/// use keras::models::model_from_json;
/// use keras::prelude::*;
/// use keras::saving::CustomObjects;
///
/// let model = graph!({
///     let x = Input(4);
///     Dense(1)(x + Dense(4, activation = relu)(x))
/// });
/// let json = model.to_json()?;
/// let read = model_from_json(&json, &CustomObjects::new())?;
/// assert_eq!(read.to_json()?, json);
/// # Ok::<(), keras::Error>(())
/// ```
///
/// # Errors
///
/// If it has a layer that the library does not have, or one whose arguments or calls make no sense: it says which.
pub fn model_from_json(json: &Value, objects: &CustomObjects) -> Result<AnyModel> {
    let mut json = json.clone();
    to_keras_3(&mut json).map_err(|message| Error::new("", message))?;
    end_masks(&mut json).map_err(|message| Error::new("", message))?;
    plain(&mut json);
    from_json(&json, objects)
}

/// What is in a file, and the model of it.
fn read(path: &Path, objects: &CustomObjects) -> Result<(Archive, AnyModel)> {
    let failed = |error: Error| error.within(path.display()).with_kind(ErrorKind::Format);
    let mut archive = keras_file::read_any(path)?;
    end_masks(&mut archive.config).map_err(|message| failed(Error::new("", message)))?;
    plain(&mut archive.config);
    let mut model = from_json(&archive.config, objects).map_err(failed)?;
    let weights = weights_file::from_h5(path, &archive.weights, &saved_weights(&model), Mismatch::Fails)?;
    let weights: Vec<_> = weights.into_iter().flatten().collect();
    model.set_weights(&weights).map_err(failed)?;
    Ok((archive, model))
}

/// Takes away which objects Keras had in memory once: here they are values.
fn plain(value: &mut Value) {
    match value {
        Value::Object(parts) => {
            parts.remove("shared_object_id");
            parts.values_mut().for_each(plain);
        }
        Value::Array(values) => values.iter_mut().for_each(plain),
        _ => {}
    }
}
