//! Tensors as a configuration names them.

use serde_json::Value;

/// A tensor: of an input or a layer, of which of its calls, which of the tensors.
pub type History<'a> = (&'a str, usize, usize);

/// What Keras calls a layer, and the tensors that it gives: a name that its configuration may leave to Keras.
pub fn name_of(layer: &Value) -> &str {
    layer["name"].as_str().or(layer["config"]["name"].as_str()).unwrap_or_default()
}

/// The tensors that a value refers to, in order.
pub fn histories(value: &Value) -> Vec<History<'_>> {
    let mut all = vec![];
    collect(value, &mut all);
    all
}

/// The outputs of a functional model with these layers.
///
/// Of a functional model inside, Keras counts the calls from one here, and from zero everywhere else.
pub fn outputs<'a>(layers: &'a [Value], outputs: &'a Value) -> Vec<History<'a>> {
    let models = layers.iter().filter(|layer| layer["class_name"] == "Functional");
    let models: Vec<&str> = models.map(name_of).collect();
    let mut outputs = histories(outputs);
    for (name, call, _) in &mut outputs {
        if models.contains(name) {
            *call = call.saturating_sub(1);
        }
    }
    outputs
}

fn collect<'a>(value: &'a Value, all: &mut Vec<History<'a>>) {
    match value {
        Value::Object(parts) => {
            let history = value.get("config").map_or(value, |config| config).get("keras_history");
            match history {
                Some(history) => all.extend(history_of(history)),
                None => parts.values().for_each(|value| collect(value, all)),
            }
        }
        Value::Array(values) => match history_of(value) {
            Some(history) => all.push(history),
            None => values.iter().for_each(|value| collect(value, all)),
        },
        _ => {}
    }
}

/// `["dense", 0, 0]`.
fn history_of(value: &Value) -> Option<History<'_>> {
    let [name, call, output] = value.as_array()?.as_slice() else { return None };
    let index = |value: &Value| value.as_u64()?.try_into().ok();
    Some((name.as_str()?, index(call)?, index(output)?))
}
