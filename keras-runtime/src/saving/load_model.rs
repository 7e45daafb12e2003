//! Models that a file decides.

use std::path::Path;

use super::CustomObjects;
use crate::config::{Argument, Value};
use crate::layers;
use crate::model::weights_file::{self, Mismatch};
use crate::model::{Model, Sequential, keras_file, saved_weights};
use crate::shape::Shape;
use crate::{Error, ErrorKind, Result};

/// The model in a file that [`Model::save`] or Keras wrote, whatever its layers, as
/// [`keras.models.load_model`](https://keras.io/api/models/model_saving_apis/model_saving_and_loading/): one whose layers
/// follow each other, as in Keras's `Sequential`.
///
/// Of a model that the program has, `Digits::load(path)` is the way: rustc knows its shapes then. The training in the file, if
/// there is one, goes on by [`Compiled::load`](crate::training::Compiled::load).
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
/// If the file cannot be read, is damaged, has a layer that the library does not have, or a graph of layers.
pub fn load_model(path: impl AsRef<Path>) -> Result<Sequential> {
    load_model_with(path, &CustomObjects::new())
}

/// As [`load_model`], of a file that may name classes of your own, too.
///
/// # Errors
///
/// As of [`load_model`].
pub fn load_model_with(path: impl AsRef<Path>, objects: &CustomObjects) -> Result<Sequential> {
    let path = path.as_ref();
    let failed = |error: Error| error.within(path.display()).with_kind(ErrorKind::Format);
    let mut archive = keras_file::read(path)?;
    plain(&mut archive.config);
    let mut model = of_config(&archive.config, objects).map_err(failed)?;
    let weights = weights_file::from_bytes(path, &archive.weights, &saved_weights(&model), Mismatch::Fails)?;
    let weights: Vec<_> = weights.into_iter().flatten().collect();
    model.set_weights(&weights).map_err(failed)?;
    Ok(model)
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

fn of_config(model: &Value, objects: &CustomObjects) -> Result<Sequential> {
    let config = &model["config"];
    let layers = config["layers"].as_array().ok_or_else(|| Error::new("", "it has no list of layers"))?;
    let is_graph = match model["class_name"].as_str() {
        Some("Sequential") => false,
        Some("Functional") => true,
        other => {
            return Err(Error::expected("", "a model `Sequential` or `Functional`", other.unwrap_or("none")));
        }
    };
    let mut sequential = Sequential::named(config["name"].as_str());
    let mut input = input(&config["build_input_shape"])?;
    // What the next layer of a row takes.
    let mut before: Option<&str> = None;
    for (position, layer) in layers.iter().enumerate() {
        let name = layer["config"]["name"].as_str();
        let place = || format!("layer {position} `{}`", name.unwrap_or_default());
        if layer["class_name"] == "InputLayer" {
            if position > 0 {
                return Err(of_a_graph(place()));
            }
            input = self::input(&layer["config"]["batch_shape"])?.or(input);
        } else {
            if is_graph && !follows(layer, before) {
                return Err(of_a_graph(place()));
            }
            let mut layer = layer.clone();
            if let Some(parts) = layer.as_object_mut() {
                parts.remove("inbound_nodes");
                parts.remove("name");
            }
            let layer = layers::deserialize(&layer, objects).map_err(|error| error.within(place()))?;
            let layer = match input.take() {
                Some(shape) => layer.input(shape),
                None => layer,
            };
            sequential.add(layer).map_err(|error| error.within(place()))?;
        }
        before = name;
    }
    let outputs = config["output_layers"].as_array().is_none_or(|outputs| match outputs.as_slice() {
        [name, _, _] => name.as_str() == before,
        [only] => only[0].as_str() == before,
        _ => false,
    });
    if is_graph && !outputs { Err(of_a_graph("outputs".to_owned())) } else { Ok(sequential) }
}

/// The shape of a sample in that of a batch.
fn input(batch: &Value) -> Result<Option<Shape>> {
    let Some([_, axes @ ..]) = batch.as_array().map(Vec::as_slice) else { return Ok(None) };
    Shape::from_json(&Value::from(axes), &()).map(Some).map_err(|error| error.within("input"))
}

/// Whether a layer is called once, on what the layer before it gives.
fn follows(layer: &Value, before: Option<&str>) -> bool {
    let Some([call]) = layer["inbound_nodes"].as_array().map(Vec::as_slice) else { return false };
    let Some([tensor]) = call["args"].as_array().map(Vec::as_slice) else { return false };
    let history = &tensor["config"]["keras_history"];
    history[0].as_str() == before && before.is_some() && history[1] == 0 && history[2] == 0
}

/// The error for layers that do not follow each other.
fn of_a_graph(place: String) -> Error {
    let error = Error::new(
        place,
        "it does not follow the layer before it: the model is a graph, which only a type can have here",
    );
    error.help("write it with `graph! { struct Name { … } }`, and read the file by `Name::load`")
}
