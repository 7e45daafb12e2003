//! Whether the configuration in a file is of a model that computes the same.

use keras_files::graph::{histories, name_of, query_shape, take_back_axes, without_masks};

use super::calls::{Calls, check_calls};
use crate::config::{Map, Value, word_of};
use crate::{Error, Result};

/// Arguments that say how a layer is made, called or trained, and not what it computes then; and what Keras finds out when
/// it builds a model.
const NEUTRAL: [&str; 16] = [
    "build_config",
    "build_input_shape",
    "compile_config",
    "dropout",
    "dtype",
    "momentum",
    "name",
    "rate",
    "recurrent_dropout",
    "registered_name",
    "seed",
    "stddev",
    "trainable",
    "unroll",
    "value_dim",
    "zero_output_for_mask",
];

/// The same of weights.
const NEUTRAL_OF_WEIGHTS: [&str; 3] = ["_initializer", "_regularizer", "_constraint"];

/// Compares the models of two configurations, layer by layer: a model's own, and that of a file.
///
/// # Errors
///
/// The first layer that is another one, has another argument or is called on other tensors.
pub(super) fn check(own: &Value, found: &Value) -> Result<()> {
    let class = |model: &Value| format!("`{}`", model["class_name"].as_str().unwrap_or_default());
    if own["class_name"] != found["class_name"] {
        return Err(Error::expected("", class(own), class(found)));
    }
    let (own_layers, found_layers) = (layers(own)?, layers(found)?);
    for (position, (own, found)) in own_layers.iter().zip(&found_layers).enumerate() {
        let place = || format!("layer {position} `{}`", name_of(own));
        if own["class_name"] != found["class_name"] {
            let found = format!("{}, `{}`", class(found), name_of(found));
            return Err(Error::expected(place(), class(own), found));
        }
        objects(own, found).map_err(|error| error.within(place()))?;
    }
    if own_layers.len() != found_layers.len() {
        let count = |layers: &[&Value]| format!("{} layers", layers.len());
        return Err(Error::expected("", count(&own_layers), found_layers.len()));
    }
    let (own_inputs, found_inputs) = (inputs(own), inputs(found));
    for (own, found) in own_inputs.iter().zip(&found_inputs) {
        let (expected, given) = (&own["config"]["batch_shape"], &found["config"]["batch_shape"]);
        if !may_be_same(expected, given) {
            let place = format!("input `{}`", name_of(own));
            return Err(Error::expected(place, format!("shape {expected}"), given));
        }
    }
    if own["class_name"] != "Functional" {
        return Ok(());
    }
    let calls = Calls::of(&found["config"], &found_layers)?;
    let names: Vec<&str> = own_layers.iter().map(|layer| name_of(layer)).collect();
    check_calls(&names, &Calls::of(&own["config"], &own_layers)?, &calls)
}

/// The layers of a model, without inputs, and without what Keras adds to find a mask.
pub(super) fn layers(model: &Value) -> Result<Vec<&Value>> {
    if !model["config"]["layers"].is_array() {
        return Err(Error::new("", "its configuration has no list of layers"));
    }
    let mut layers = without_masks(&model["config"]);
    layers.retain(|layer| layer["class_name"] != "InputLayer");
    Ok(layers)
}

/// The inputs of a model in their order, which is not that in which they stand among the layers.
fn inputs(model: &Value) -> Vec<&Value> {
    let layers = model["config"]["layers"].as_array().into_iter().flatten();
    let mut inputs: Vec<&Value> = layers.filter(|layer| layer["class_name"] == "InputLayer").collect();
    let order = histories(&model["config"]["input_layers"]);
    inputs.sort_by_key(|input| order.iter().position(|(known, ..)| *known == name_of(input)));
    inputs
}

/// Whether shapes agree wherever both know a size.
fn may_be_same(own: &Value, found: &Value) -> bool {
    let (Some(own), Some(found)) = (own.as_array(), found.as_array()) else { return true };
    let fits = |(own, found): (&Value, &Value)| own.is_null() || found.is_null() || own == found;
    own.len() == found.len() && own.iter().zip(found).all(fits)
}

/// Compares two objects with a class and a configuration.
fn objects(own: &Value, found: &Value) -> Result<()> {
    if own["config"]["layers"].is_array() {
        return check(own, found);
    }
    let empty = Map::new();
    let Some(mut own) = own["config"].as_object().cloned() else { return Ok(()) };
    let shape = query_shape(found);
    let mut config = found["config"].as_object().unwrap_or(&empty).clone();
    take_back_axes(shape, &mut own);
    take_back_axes(shape, &mut config);
    let is_neutral = |argument: &str| {
        NEUTRAL.contains(&argument) || NEUTRAL_OF_WEIGHTS.iter().any(|ending| argument.ends_with(ending))
    };
    for (argument, own) in own.iter().filter(|(argument, _)| !is_neutral(argument)) {
        // What one version of Keras has not written is as in all others.
        if let Some(found) = config.get(argument) {
            if own.is_null() && is_default(argument, found, &config) {
                continue;
            }
            values(own, found).map_err(|error| error.within(format_args!("argument `{argument}`")))?;
        }
    }
    Ok(())
}

/// Whether Keras writes a value of an argument that was left out: strides of a pooling, what a spectrogram has by default.
fn is_default(argument: &str, value: &Value, config: &Map) -> bool {
    let is_argument = |name: &str| config.get(name) == Some(value);
    match argument {
        "strides" => is_argument("pool_size"),
        "sequence_length" => is_argument("fft_length"),
        "max_freq" => {
            let half = config.get("sampling_rate").and_then(Value::as_f64).map(|rate| rate / 2.0);
            half.is_some() && value.as_f64() == half
        }
        "renorm_clipping" => value.as_object().is_some_and(Map::is_empty),
        _ => false,
    }
}

/// Compares the values of an argument.
fn values(own: &Value, found: &Value) -> Result<()> {
    let differ = || Err(Error::expected("", own, found));
    match (own, found) {
        // Single precision is all that matters.
        (Value::Number(a), Value::Number(b)) => {
            let single = |number: &serde_json::Number| number.as_f64().map(|number| number as f32);
            if single(a) == single(b) { Ok(()) } else { differ() }
        }
        // One value is a list of one.
        (own, Value::Array(one)) if one.len() == 1 && !own.is_array() => values(own, &one[0]),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).try_for_each(|(own, found)| values(own, found))
        }
        _ if word_of(own).is_some() && word_of(own) == word_of(found) => Ok(()),
        (Value::Object(a), Value::Object(b)) if a.contains_key("class_name") => {
            if a["class_name"] != b.get("class_name").cloned().unwrap_or_default() {
                differ()
            } else {
                objects(own, found)
            }
        }
        _ if own == found => Ok(()),
        _ => differ(),
    }
}
