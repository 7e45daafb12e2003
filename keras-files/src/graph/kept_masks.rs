//! Masks that stay where attention would take them away in Keras.
//!
//! `MultiHeadAttention` sets the masks of its query, value and key to none there, and leaves them so: what else is called on
//! the same tensors, as the `Add` of a residual connection, finds no mask. In files it is therefore called on
//! `Rescaling(1.0)` of them, which has a mask of its own.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::end_of_masks::replace;
use super::mask_flow::{MaskFlow, each_graph};
use super::order::{Call, calls, depths_of_calls, in_order};
use super::{History, histories, is_operation, name_of, outputs};
use crate::names::unique;

const KEEPER: &str = "keep_mask";

/// Has attention take the masks of `Rescaling(1.0)` of what it is called on, where others need them, too.
///
/// # Errors
///
/// If that would change the order of the layers, by which their weights are found.
pub fn keep_masks(model: &mut Value) -> Result<(), String> {
    each_graph(model, &mut in_graph)
}

fn in_graph(config: &mut Map<String, Value>, is_inside: bool) -> Result<(), String> {
    let Some(found) = config["layers"].as_array() else { return Ok(()) };
    let Some(flow) = MaskFlow::of(config, is_inside, false) else { return Ok(()) };
    let depths = depths_of_calls(found).unwrap_or_default();
    let depth = |call: &Call<'_>| depths.get(call).copied().unwrap_or_default();
    let layers: Vec<&Value> = found.iter().filter(|layer| !is_operation(layer)).collect();
    let users: Vec<(Call<'_>, Vec<History<'_>>)> =
        layers.iter().flat_map(|layer| calls(layer)).map(|(call, given)| (call, histories(given))).collect();
    let outputs = outputs(found, &config["output_layers"]);
    let is_needed = |call: &Call<'_>, tensor: &History<'_>| {
        outputs.contains(tensor) || users.iter().any(|(user, given)| user != call && given.contains(tensor))
    };
    let mut kept: HashMap<Call<'_>, HashSet<History<'_>>> = HashMap::new();
    for (call, taken) in &flow.taken {
        let needed: HashSet<_> = taken.iter().copied().filter(|tensor| is_needed(call, tensor)).collect();
        if !needed.is_empty() {
            kept.insert(*call, needed);
        }
    }
    let Some(first) = kept.keys().map(|(name, _)| *name).min() else { return Ok(()) };
    // All ways from one depth to the next get longer, or none: layers are in the order of the longest.
    let levels: HashSet<usize> = kept.keys().map(depth).collect();
    let inputs: HashSet<&str> =
        found.iter().filter(|layer| layer["class_name"] == "InputLayer").map(name_of).collect();
    for layer in found {
        for (call, given) in calls(layer).filter(|(call, _)| levels.contains(&depth(call))) {
            let next = |tensor: &History<'_>| depth(&(tensor.0, tensor.1)) == depth(&call) + 1;
            let next =
                histories(given).into_iter().filter(|tensor| next(tensor) && !inputs.contains(tensor.0));
            kept.entry(call).or_default().extend(next);
        }
    }
    let mut names: HashSet<String> = found.iter().map(|layer| name_of(layer).to_owned()).collect();
    let mut all = vec![];
    for layer in found {
        let mut changed = layer.clone();
        for (call, given) in changed["inbound_nodes"].as_array_mut().into_iter().flatten().enumerate() {
            let Some(kept) = kept.get(&(name_of(layer), call)) else { continue };
            let mut keepers = HashMap::new();
            replace(given, &mut |history, tensor| {
                let is_float = tensor["config"]["dtype"].as_str().is_none_or(|dtype| dtype.contains("float"));
                (is_float && kept.contains(&history)).then(|| {
                    let keeper = keepers.entry(tensor["config"]["keras_history"].to_string());
                    let keeper = keeper.or_insert_with(|| {
                        let name = unique(KEEPER.to_owned(), |name| names.contains(name));
                        names.insert(name.clone());
                        all.push(keeper_of(&name, tensor));
                        name
                    });
                    keeper.clone()
                })
            });
        }
        all.push(changed);
    }
    config["layers"] = in_order(found, all)
        .ok_or_else(|| {
            format!(
                "layer `{first}`: in Keras, attention takes the masks of what it is called on away from all other layers, and \
                 to keep them would change the order of the layers\n\
                 help: call it on `Rescaling(1.0)(x)`, which has a mask of its own"
            )
        })?
        .into();
    Ok(())
}

/// The layer that gives a tensor as it is, with a mask of its own.
fn keeper_of(name: &str, tensor: &Value) -> Value {
    let config = json!({ "name": name, "trainable": true, "dtype": "float32", "scale": 1.0, "offset": 0.0 });
    json!({
        "module": "keras.layers",
        "class_name": "Rescaling",
        "config": config,
        "registered_name": null,
        "name": name,
        "inbound_nodes": [{ "args": [tensor], "kwargs": {} }],
    })
}

/// Takes out what [`keep_masks`] has put into a model.
pub fn forget_kept_masks(model: &mut Value) {
    if let Some(config) = model.get_mut("config").and_then(Value::as_object_mut)
        && let Some(layers) = config.get_mut("layers").and_then(Value::as_array_mut)
    {
        let keepers: Vec<Value> = layers.extract_if(.., |layer| is_keeper(layer)).collect();
        let mut sources: HashMap<&str, &Value> = HashMap::new();
        for keeper in &keepers {
            let source = &keeper["inbound_nodes"][0]["args"][0]["config"]["keras_history"];
            sources.insert(name_of(keeper), source);
        }
        for layer in layers {
            if !sources.is_empty() {
                forget(&mut layer["inbound_nodes"], &sources);
            }
            forget_kept_masks(layer);
        }
    }
}

fn is_keeper(layer: &Value) -> bool {
    let number = name_of(layer).strip_prefix(KEEPER);
    let is_named = number.is_some_and(|number| {
        number.is_empty() || number.strip_prefix('_').is_some_and(|number| number.parse::<usize>().is_ok())
    });
    let config = &layer["config"];
    let given = &layer["inbound_nodes"];
    is_named
        && layer["class_name"] == "Rescaling"
        && (&config["scale"], &config["offset"]) == (&json!(1.0), &json!(0.0))
        && given.as_array().is_some_and(|calls| calls.len() == 1)
        && given[0]["args"][0]["config"]["keras_history"].is_array()
}

/// Has calls take what layers were given that are not there any more.
fn forget(given: &mut Value, sources: &HashMap<&str, &Value>) {
    if let Some(history) = given.get_mut("config").and_then(|config| config.get_mut("keras_history")) {
        // As often as there are such layers, and not for ever, if they go in a circle.
        for _ in 0..sources.len() {
            let Some(source) = history[0].as_str().and_then(|name| sources.get(name)) else { break };
            *history = (*source).clone();
        }
        return;
    }
    match given {
        Value::Object(parts) => parts.values_mut().for_each(|given| forget(given, sources)),
        Value::Array(all) => all.iter_mut().for_each(|given| forget(given, sources)),
        _ => {}
    }
}
