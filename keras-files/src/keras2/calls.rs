//! Calls of layers: lists of tensors in Keras 2, each with the arguments by name behind it.

use serde_json::{Map, Value, json};

/// The models among the layers of a graph, by name. Keras 2 counts their calls from one: the zeroth made the model.
pub(super) fn models(graph: &Value) -> Vec<String> {
    named(graph, &["Functional", "Sequential"])
}

fn named(graph: &Value, classes: &[&str]) -> Vec<String> {
    let layers = graph["layers"].as_array().into_iter().flatten();
    let found =
        layers.filter(|layer| layer["class_name"].as_str().is_some_and(|class| classes.contains(&class)));
    found.filter_map(|model| Some(model["name"].as_str()?.to_owned())).collect()
}

/// Makes the calls of a layer those of Keras 3.
pub(super) fn translate(layer: &mut Value, models: &[String]) {
    if let Some(calls) = layer["inbound_nodes"].as_array_mut() {
        for call in calls {
            *call = translated(call, models);
        }
    }
    if layer["class_name"] == "TFOpLambda" {
        operation(layer);
    }
}

/// Makes the outputs of a graph those of Keras 3, which counts the calls of a functional model from one there, and only there.
pub(super) fn outputs(graph: &mut Value) {
    let models = named(graph, &["Sequential"]);
    for output in graph["output_layers"].as_array_mut().into_iter().flatten() {
        if let Some(given) = tensor(output, &models) {
            *output = given["config"]["keras_history"].clone();
        }
    }
}

fn translated(call: &Value, models: &[String]) -> Value {
    // An operation has its first operand alone.
    let given = match call.as_array() {
        Some(parts) if parts.first().is_some_and(Value::is_string) => std::slice::from_ref(call),
        Some(parts) => parts,
        None => return call.clone(),
    };
    let tensors: Vec<Value> =
        given.iter().map(|given| tensor(given, models).unwrap_or_else(|| given.clone())).collect();
    let args = if tensors.len() == 1 { json!(tensors) } else { json!([tensors]) };
    let named = given.first().and_then(|given| given.get(3)).and_then(Value::as_object);
    let kwargs: Map<String, Value> =
        named.into_iter().flatten().map(|(name, value)| (name.clone(), argument(value, models))).collect();
    json!({ "args": args, "kwargs": kwargs })
}

/// What is given by name: a tensor, several, or anything else.
fn argument(value: &Value, models: &[String]) -> Value {
    let several = || value.as_array()?.iter().map(|value| tensor(value, models)).collect::<Option<Vec<_>>>();
    tensor(value, models)
        .or_else(|| several().filter(|all| !all.is_empty()).map(Value::from))
        .unwrap_or_else(|| value.clone())
}

/// `["dense", 0, 0]`, with arguments by name behind it or without; or a number, `["_CONSTANT_VALUE", -1, 0.5]`.
fn tensor(value: &Value, models: &[String]) -> Option<Value> {
    let [name, call, output, ..] = value.as_array()?.as_slice() else { return None };
    let name = name.as_str()?;
    if name == "_CONSTANT_VALUE" {
        return Some(output.clone());
    }
    let before = u64::from(models.iter().any(|model| model == name));
    let history = json!([name, call.as_u64()?.saturating_sub(before), output.as_u64()?]);
    Some(json!({ "class_name": "__keras_tensor__", "config": { "keras_history": history } }))
}

/// An operation of TensorFlow: that of Keras, where there is one of the same name.
fn operation(layer: &mut Value) {
    let function = layer["config"]["function"].as_str().unwrap_or_default();
    let class = match function.rsplit('.').next().unwrap_or_default() {
        "add" => "Add",
        "subtract" | "sub" => "Subtract",
        "multiply" | "mul" => "Multiply",
        "truediv" | "divide" => "TrueDivide",
        "maximum" => "Maximum",
        "minimum" => "Minimum",
        _ => function,
    };
    let class = class.to_owned();
    for call in layer["inbound_nodes"].as_array_mut().into_iter().flatten() {
        if let Some(operand) = call["kwargs"].as_object_mut().and_then(|named| named.remove("y")) {
            let args = call["args"].as_array_mut();
            args.into_iter().for_each(|args| args.push(operand.clone()));
        }
    }
    layer["class_name"] = json!(class);
    layer["module"] = json!("keras.src.ops.numpy");
    layer["config"] = json!({ "name": layer["config"]["name"] });
}
