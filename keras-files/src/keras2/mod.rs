//! Configurations of Keras 2, made those that Keras 3 writes of the same model.

mod arguments;
mod calls;
mod training;

pub use training::{IS_LEGACY, OF_KERAS_2, training};

use serde_json::{Map, Value, json};

/// Where the shape of a batch stands, and how a configuration of Keras 2 is told from others: each model has it, and Keras 3
/// never writes it.
const SHAPE: &str = "batch_input_shape";

/// The configuration of a model as Keras 3 writes it, and whether it was one of Keras 2; one of Keras 3 stays as it is.
///
/// # Errors
///
/// If it has something that means something else in Keras 3: it says in which layer.
pub fn to_keras_3(model: &mut Value) -> Result<bool, String> {
    let is_older = is_keras_2(model);
    if is_older {
        translate(model)?;
        if let Some(training) = model.get_mut("compile_config").and_then(Value::as_object_mut) {
            training.insert(OF_KERAS_2.to_owned(), true.into());
        }
    }
    Ok(is_older)
}

fn is_keras_2(value: &Value) -> bool {
    match value {
        Value::Object(parts) => parts.contains_key(SHAPE) || parts.values().any(is_keras_2),
        Value::Array(values) => values.iter().any(is_keras_2),
        _ => false,
    }
}

/// Translates a value after those in it.
fn translate(value: &mut Value) -> Result<(), String> {
    match value {
        Value::Object(parts) => {
            parts.values_mut().try_for_each(translate)?;
            let Some(class) = parts.get("class_name").and_then(Value::as_str).map(str::to_owned) else {
                return Ok(());
            };
            match &class[..] {
                "Sequential" => sequential(parts),
                "Functional" | "Model" => {
                    parts.insert("class_name".to_owned(), json!("Functional"));
                    parts.insert("module".to_owned(), json!("keras.src.models.functional"));
                    parts.remove("registered_name");
                    functional(&mut parts["config"])
                }
                _ => match parts.get_mut("config").and_then(Value::as_object_mut) {
                    Some(config) => arguments::translate(&class, config),
                    None => Ok(()),
                },
            }
        }
        Value::Array(values) => values.iter_mut().try_for_each(translate),
        _ => Ok(()),
    }
}

/// A list of layers is all that the oldest have, and the first layer says what it is given.
fn sequential(model: &mut Map<String, Value>) -> Result<(), String> {
    let Some(config) = model.get_mut("config") else { return Ok(()) };
    if config.is_array() {
        *config = json!({ "name": "sequential", "layers": config.take() });
    }
    let Some(layers) = config["layers"].as_array_mut() else { return Ok(()) };
    if let Some(first) = layers.first()
        && first["class_name"] != "InputLayer"
        && let Some(shape) = first["config"].get(SHAPE)
    {
        let name = format!("{}_input", first["config"]["name"].as_str().unwrap_or("layer"));
        let config = json!({ "batch_shape": shape, "dtype": first["config"]["dtype"], "name": name });
        layers.insert(0, json!({ "class_name": "InputLayer", "config": config }));
    }
    layers.iter_mut().for_each(forget_shape);
    Ok(())
}

fn functional(config: &mut Value) -> Result<(), String> {
    let models = calls::models(config);
    let Some(layers) = config["layers"].as_array_mut() else { return Ok(()) };
    for layer in layers {
        forget_shape(layer);
        calls::translate(layer, &models);
    }
    calls::outputs(config);
    Ok(())
}

/// What a layer was given first is said by the inputs of the model.
fn forget_shape(layer: &mut Value) {
    if let Some(config) = layer["config"].as_object_mut() {
        config.remove(SHAPE);
    }
}
