//! Operations in a functional configuration, which are no layers there: `x + y`, `x * 0.5`.

use serde_json::{Value, json};

use super::histories;

/// Whether an entry of a configuration is one.
pub fn is_operation(layer: &Value) -> bool {
    layer["module"].as_str().is_some_and(|module| module.starts_with("keras.src.ops."))
}

/// The layer that computes the same as an operation, with its calls, if there is one.
pub fn as_layer(operation: &Value) -> Option<Value> {
    let call = operation["inbound_nodes"].get(0).filter(|_| is_operation(operation))?;
    let given: Vec<&Value> = ["x1", "x2"]
        .iter()
        .enumerate()
        .filter_map(|(place, name)| call["args"].get(place).or_else(|| call["kwargs"].get(name)))
        .collect();
    let [a, b] = given[..] else { return None };
    let class = operation["class_name"].as_str()?;
    let (class, arguments, tensors) = match (a.as_f64(), b.as_f64()) {
        (None, None) => {
            let class = ["Add", "Subtract", "Multiply", "Maximum", "Minimum"]
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
    let mut config = arguments;
    config["name"] = operation["config"]["name"].clone();
    let args = if tensors.len() > 1 { json!([tensors]) } else { json!(tensors) };
    Some(json!({
        "module": "keras.layers",
        "class_name": class,
        "config": config,
        "registered_name": null,
        "name": operation["name"],
        "inbound_nodes": [{ "args": args, "kwargs": {} }],
    }))
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
