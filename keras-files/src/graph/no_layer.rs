//! What is said of an operation that no layer computes.

use serde_json::Value;

/// What to do where a layer was expected and an operation found.
pub const CALL_A_LAYER: &str = "in Python, call a layer that does the same, and save again";

/// An operation by its class, and by what it is given that is no tensor.
pub fn described(operation: &Value) -> String {
    let class = operation["class_name"].as_str().unwrap_or_default();
    match constant(&operation["inbound_nodes"][0]) {
        Some(constant) => {
            format!("the operation `{class}`, which is given {constant} in place of a tensor")
        }
        None => format!("the operation `{class}`"),
    }
}

/// A number or an array among what a call is given.
fn constant(call: &Value) -> Option<String> {
    let by_position = call["args"].as_array().into_iter().flatten();
    let by_name = ["x1", "x2"].iter().filter_map(|name| call["kwargs"].get(name));
    by_position.chain(by_name).find_map(|given| match given {
        Value::Number(number) => Some(number.to_string()),
        _ if ["__tensor__", "__numpy__"].iter().any(|class| given["class_name"] == *class) => {
            Some("an array".to_owned())
        }
        _ => None,
    })
}
