//! Operations in a functional configuration, which are no layers there: `x + y`, `x * 0.5`, `keras.activations.gelu(x)`.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{histories, name_of, without_masks};

/// The operation that gives its tensor as it is. In Keras that has no mask then, as after any operation.
pub(super) const COPY: &str = "Copy";

/// Whether an entry of a configuration is one.
pub fn is_operation(layer: &Value) -> bool {
    let module = layer["module"].as_str().unwrap_or_default();
    ["keras.src.ops.", "keras.src.activations."].iter().any(|place| module.starts_with(place))
}

/// The layer that computes the same as an operation, with its calls, if there is one.
pub fn as_layer(operation: &Value) -> Option<Value> {
    let calls = operation["inbound_nodes"].as_array().filter(|_| is_operation(operation))?;
    let mut calls = calls.iter().map(|call| of_call(operation, call));
    let (class, mut config, args) = calls.next()??;
    let mut all = vec![args];
    for call in calls {
        let (other, arguments, args) = call?;
        if (other, &arguments) != (class, &config) {
            return None;
        }
        all.push(args);
    }
    config["name"] = operation["config"]["name"].clone();
    let calls: Vec<_> = all.into_iter().map(|args| json!({ "args": args, "kwargs": {} })).collect();
    Some(json!({
        "module": "keras.layers",
        "class_name": class,
        "config": config,
        "registered_name": null,
        "name": operation["name"],
        "inbound_nodes": calls,
    }))
}

/// The class, the arguments and the tensors of the layer that computes the same as a call of an operation.
fn of_call(operation: &Value, call: &Value) -> Option<(&'static str, Value, Value)> {
    let given: Vec<&Value> = ["x1", "x2"]
        .iter()
        .enumerate()
        .filter_map(|(place, name)| call["args"].get(place).or_else(|| call["kwargs"].get(name)))
        .collect();
    let class = operation["class_name"].as_str()?;
    if let Some((class, config)) = of_one_argument(class, &operation["config"]) {
        return Some((class, config, call["args"].clone()));
    }
    let [a, b] = given[..] else { return None };
    let (class, arguments, tensors) = match (a.as_f64(), b.as_f64()) {
        (None, None) => {
            let class = match class {
                "TrueDivide" => "Divide",
                class => class,
            };
            let class = ["Add", "Subtract", "Multiply", "Divide", "Maximum", "Minimum"]
                .into_iter()
                .find(|known| *known == class)?;
            (class, json!({}), vec![a, b])
        }
        (None, Some(number)) => ("Rescaling", rescaling(class, number, true)?, vec![a]),
        (Some(number), None) => ("Rescaling", rescaling(class, number, false)?, vec![b]),
        _ => return None,
    };
    if tensors.iter().any(|tensor| histories(tensor).len() != 1) {
        return None;
    }
    let args = if tensors.len() > 1 { json!([tensors]) } else { json!(tensors) };
    Some((class, arguments, args))
}

/// The operation that computes the same as a layer, by its class, if Keras has no such layer.
pub fn operation_of(class: &str) -> Option<&'static str> {
    match class {
        "Divide" => Some("TrueDivide"),
        "Unmask" => Some(COPY),
        _ => None,
    }
}

/// The operation that computes the same as a layer that Keras does not have; any other layer as it is.
pub fn as_operation(mut layer: Value) -> Value {
    let Some(class) = layer["class_name"].as_str().and_then(operation_of) else { return layer };
    layer["module"] = json!("keras.src.ops.numpy");
    for name in ["class_name", "registered_name"] {
        layer[name] = json!(class);
    }
    layer["config"] = json!({ "name": layer["name"] });
    // The tensors by themselves, not in a list.
    for call in layer["inbound_nodes"].as_array_mut().into_iter().flatten() {
        if call["args"][0].is_array() {
            call["args"] = call["args"][0].take();
        }
    }
    layer
}

/// A model as this library writes it: each operation that a layer computes is that layer, but for those that compute masks.
pub fn of_layers(model: &mut Value) {
    let Some(config) = model.get_mut("config").filter(|config| config["layers"].is_array()) else { return };
    let used: HashSet<String> =
        without_masks(config).into_iter().map(|layer| name_of(layer).to_owned()).collect();
    for layer in config["layers"].as_array_mut().into_iter().flatten() {
        match as_layer(layer).filter(|_| used.contains(name_of(layer))) {
            Some(found) => *layer = as_operation(found),
            None => of_layers(layer),
        }
    }
}

/// The layer of an operation whose tensors are its first argument, and the arguments of that layer.
fn of_one_argument(class: &str, given: &Value) -> Option<(&'static str, Value)> {
    let is_last = given["axis"].as_i64() == Some(-1);
    let activation = match class {
        "Relu" => "relu",
        "Relu6" => "relu6",
        "Sigmoid" => "sigmoid",
        "HardSigmoid" => "hard_sigmoid",
        "LogSigmoid" => "log_sigmoid",
        "Tanh" => "tanh",
        "Silu" => "silu",
        "HardSilu" => "hard_silu",
        "Selu" => "selu",
        "Softplus" => "softplus",
        "Softsign" => "softsign",
        "Mish" => "mish",
        "Exp" => "exponential",
        "Gelu" if given["approximate"] == false => "gelu",
        "Softmax" if is_last => "softmax",
        "LogSoftmax" if is_last => "log_softmax",
        _ => return of_arguments(class, given),
    };
    Some(("Activation", json!({ "activation": activation })))
}

fn of_arguments(class: &str, given: &Value) -> Option<(&'static str, Value)> {
    let rest = |list: &str, first: i64| match given[list].as_array()?.as_slice() {
        [batch, rest @ ..] if batch.as_i64() == Some(first) => Some(json!(rest)),
        _ => None,
    };
    let taken = |names: &[&str]| names.iter().map(|&name| (name.to_owned(), given[name].clone())).collect();
    Some(match class {
        "ReLU" => ("ReLU", taken(&["max_value", "negative_slope", "threshold"])),
        "LeakyRelu" => ("LeakyReLU", taken(&["negative_slope"])),
        "Elu" => ("ELU", taken(&["alpha"])),
        "Softmax" => ("Softmax", taken(&["axis"])),
        "Concatenate" => ("Concatenate", taken(&["axis"])),
        COPY => ("Unmask", json!({})),
        "Negative" => ("Rescaling", json!({ "scale": -1.0, "offset": 0.0 })),
        "Reshape" => ("Reshape", json!({ "target_shape": rest("newshape", -1)? })),
        "Transpose" => ("Permute", json!({ "dims": rest("axes", 0)? })),
        _ => return None,
    })
}

/// The arguments of the layer that computes with a number, which is the second operand or the first.
fn rescaling(class: &str, number: f64, is_second: bool) -> Option<Value> {
    let (scale, offset) = match (class, is_second) {
        ("Add", _) => (1.0, number),
        ("Subtract", true) => (1.0, -number),
        ("Subtract", false) => (-1.0, number),
        ("Multiply", _) => (number, 0.0),
        ("Divide" | "TrueDivide", true) => (1.0 / number, 0.0),
        _ => return None,
    };
    Some(json!({ "scale": scale, "offset": offset }))
}
