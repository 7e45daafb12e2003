//! Where masks end: the operations of Keras know nothing of them, and the layers in the place of operations pass them on.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::operations::COPY;
use super::{as_layer, histories, is_mask, is_operation, makes_mask, name_of};
use crate::names::unique;

/// The calls whose tensors may have a mask.
type Calls<'a> = HashSet<(&'a str, usize)>;

/// Has each tensor that may have a mask go through `keras.ops.copy` before an operation, so that its mask ends there, as it
/// does in Keras.
///
/// # Errors
///
/// If a layer is given a mask by hand, where it finds none itself: it says which layer.
pub fn end_masks(model: &mut Value) -> Result<(), String> {
    if has_masks(model) { in_models(model, false) } else { Ok(()) }
}

/// Whether a layer makes masks in there.
fn has_masks(value: &Value) -> bool {
    match value {
        Value::Object(parts) => makes_mask(value) || parts.values().any(has_masks),
        Value::Array(values) => values.iter().any(has_masks),
        _ => false,
    }
}

/// The same in all models; one inside another may be given masks.
fn in_models(value: &mut Value, is_inside: bool) -> Result<(), String> {
    let is_model = value["config"]["layers"].is_array();
    match value {
        Value::Object(parts) => {
            parts.values_mut().try_for_each(|value| in_models(value, is_inside || is_model))?
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| in_models(value, is_inside))?,
        _ => {}
    }
    if is_model && !value["config"]["input_layers"].is_null() {
        return in_graph(&mut value["config"]["layers"], is_inside);
    }
    Ok(())
}

fn in_graph(layers: &mut Value, is_inside: bool) -> Result<(), String> {
    let Some(found) = layers.as_array() else { return Ok(()) };
    let calls = masked_calls(found, is_inside);
    for layer in found.iter().filter(|layer| !is_operation(layer)) {
        check_given(layer, &calls)?;
    }
    let mut names: HashSet<String> = found.iter().map(|layer| name_of(layer).to_owned()).collect();
    let (mut copies, mut all, mut first) = (HashMap::new(), vec![], None);
    for layer in found {
        let mut layer = layer.clone();
        if layer["class_name"] != COPY && as_layer(&layer).is_some() {
            let mut copied = |tensor: &Value| {
                let history = tensor["config"]["keras_history"].to_string();
                let name = copies.entry(history).or_insert_with(|| {
                    let name = unique("unmask".to_owned(), |name| names.contains(name));
                    names.insert(name.clone());
                    all.push(copy(&name, tensor));
                    name
                });
                name.clone()
            };
            without_masks(&mut layer["inbound_nodes"], &calls, &mut copied);
            first = first.or((!copies.is_empty()).then(|| name_of(&layer).to_owned()));
        }
        all.push(layer);
    }
    if let Some(first) = first {
        let all = in_order(found, all).ok_or_else(|| {
            format!(
                "layer `{first}`: it is an operation on time steps that may have a mask, which ends there in Keras, and \
                 to end it here would change the order of the layers\n\
                 help: in Python, call the layer that keeps it, such as `keras.layers.Add()`, and save again"
            )
        })?;
        *layers = all.into();
    }
    Ok(())
}

/// The layers with those that were added, in Keras's order: those furthest from the outputs first. None where others than
/// operations would have to change places: by these their weights are found in files.
fn in_order(before: &[Value], mut all: Vec<Value>) -> Option<Vec<Value>> {
    let old = depths(before)?;
    let new: HashMap<String, usize> =
        depths(&all)?.into_iter().map(|(name, depth)| (name.to_owned(), depth)).collect();
    let layers: Vec<&str> = before
        .iter()
        .filter(|layer| !is_operation(layer) && layer["class_name"] != "InputLayer")
        .map(name_of)
        .collect();
    let stays = |pair: &[&str]| {
        let old: Vec<_> = pair.iter().map(|name| old.get(*name)).collect();
        let new: Vec<_> = pair.iter().map(|name| new.get(*name)).collect();
        old[0] >= old[1] && (new[0] > new[1] || new[0] == new[1] && old[0] == old[1])
    };
    let is_same = layers.windows(2).all(stays);
    all.sort_by_key(|layer| {
        (layer["class_name"] != "InputLayer", Reverse(new.get(name_of(layer)).copied().unwrap_or_default()))
    });
    is_same.then_some(all)
}

/// The longest way from each layer to where nothing follows, in calls; of one that is called often, from the furthest call.
/// None if the calls go in a circle.
fn depths(layers: &[Value]) -> Option<HashMap<&str, usize>> {
    let mut given = vec![];
    for layer in layers {
        for (call, tensors) in layer["inbound_nodes"].as_array().into_iter().flatten().enumerate() {
            let before: Vec<_> = histories(tensors).iter().map(|tensor| (tensor.0, tensor.1)).collect();
            given.push(((name_of(layer), call), before));
        }
    }
    let mut of_calls: HashMap<(&str, usize), usize> = HashMap::new();
    for _ in 0..=given.len() {
        let mut is_done = true;
        // Most calls stand behind those whose tensors they are given.
        for (call, before) in given.iter().rev() {
            let depth = of_calls.get(call).copied().unwrap_or_default() + 1;
            for before in before {
                let found = of_calls.entry(*before).or_default();
                is_done &= *found >= depth;
                *found = depth.max(*found);
            }
        }
        if is_done {
            let mut depths = HashMap::new();
            for ((name, _), depth) in of_calls {
                let found: &mut usize = depths.entry(name).or_default();
                *found = depth.max(*found);
            }
            return Some(depths);
        }
    }
    None
}

/// The operation that gives a tensor as it is.
fn copy(name: &str, tensor: &Value) -> Value {
    json!({
        "module": "keras.src.ops.numpy",
        "class_name": COPY,
        "config": { "name": name },
        "registered_name": COPY,
        "name": name,
        "inbound_nodes": [{ "args": [tensor], "kwargs": {} }],
    })
}

/// Puts the copies that `copied` names in the place of tensors that may have a mask.
fn without_masks(given: &mut Value, calls: &Calls<'_>, copied: &mut dyn FnMut(&Value) -> String) {
    if given["config"].get("keras_history").is_some() {
        if may_have_mask(given, calls) {
            given["config"]["keras_history"] = json!([copied(given), 0, 0]);
        }
        return;
    }
    match given {
        Value::Object(parts) => parts.values_mut().for_each(|given| without_masks(given, calls, copied)),
        Value::Array(all) => all.iter_mut().for_each(|given| without_masks(given, calls, copied)),
        _ => {}
    }
}

/// The calls whose tensors may have a mask: those of layers that make one, or are given one.
fn masked_calls(layers: &[Value], is_inside: bool) -> Calls<'_> {
    let mut calls = HashSet::new();
    if is_inside {
        let inputs = layers.iter().filter(|layer| layer["class_name"] == "InputLayer");
        calls.extend(inputs.map(|input| (name_of(input), 0)));
    }
    let layers: Vec<&Value> =
        layers.iter().filter(|layer| !is_operation(layer) && !ends_steps(layer)).collect();
    loop {
        let before = calls.len();
        for layer in &layers {
            let is_maker = has_masks(layer);
            for (call, given) in layer["inbound_nodes"].as_array().into_iter().flatten().enumerate() {
                if is_maker || may_have_mask(given, &calls) {
                    calls.insert((name_of(layer), call));
                }
            }
        }
        if calls.len() == before {
            return calls;
        }
    }
}

/// Whether a recurrent layer gives its last output alone, which is no step any more.
fn ends_steps(layer: &Value) -> bool {
    let config = &layer["config"];
    let config = if layer["class_name"] == "Bidirectional" { &config["layer"]["config"] } else { config };
    config["return_sequences"] == false
}

/// Whether a tensor among those that are given may have a mask: one of time steps.
fn may_have_mask(given: &Value, calls: &Calls<'_>) -> bool {
    match given {
        Value::Object(parts) if given["config"].get("keras_history").is_some() => {
            let rank = parts["config"]["shape"].as_array().map_or(usize::MAX, Vec::len);
            rank > 2 && histories(given).iter().any(|tensor| calls.contains(&(tensor.0, tensor.1)))
        }
        Value::Object(parts) => {
            parts.iter().filter(|(name, _)| !is_mask(name)).any(|(_, given)| may_have_mask(given, calls))
        }
        Value::Array(all) => all.iter().any(|given| may_have_mask(given, calls)),
        _ => false,
    }
}

/// The tensors that attention is given, by the names of their masks.
const MASKS_OF_ATTENTION: [&str; 3] = ["query_mask", "value_mask", "key_mask"];

/// An error if a layer is given a mask beside a tensor that has none, which it would not find itself.
fn check_given(layer: &Value, calls: &Calls<'_>) -> Result<(), String> {
    for call in layer["inbound_nodes"].as_array().into_iter().flatten() {
        for (name, mask) in call["kwargs"].as_object().into_iter().flatten().filter(|(name, _)| is_mask(name))
        {
            let place = MASKS_OF_ATTENTION.iter().position(|mask| mask == name);
            let given = match place {
                Some(place) => {
                    call["args"].get(place).unwrap_or(&call["kwargs"][name.trim_end_matches("_mask")])
                }
                None => call,
            };
            let is_known = !histories(given).is_empty() && !histories(mask).is_empty();
            if is_known && !may_have_mask(given, calls) {
                return Err(format!(
                    "layer `{}`: its call is given a mask, where what it is called on has none",
                    name_of(layer)
                ));
            }
        }
    }
    Ok(())
}
