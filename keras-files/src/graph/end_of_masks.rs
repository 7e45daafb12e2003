//! Where masks end in Keras, and not here: the layers in the place of operations pass them on, and attention leaves those of
//! its inputs as they are.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::kept_masks::forget_kept_masks;
use super::mask_flow::{MaskFlow, each_graph};
use super::operations::COPY;
use super::order::in_order;
use super::{History, histories, is_mask, is_operation, name_of};
use crate::names::unique;

/// Has each tensor whose mask is lost in Keras go through `keras.ops.copy` before the call that does not find it, so that it
/// ends there.
///
/// # Errors
///
/// If a layer is given a mask by hand, where it finds none itself: it says which layer.
pub fn end_masks(model: &mut Value) -> Result<(), String> {
    each_graph(model, &mut in_graph)?;
    forget_kept_masks(model);
    Ok(())
}

fn in_graph(config: &mut Map<String, Value>, is_inside: bool) -> Result<(), String> {
    let Some(found) = config["layers"].as_array() else { return Ok(()) };
    // What goes in a circle is an error of whoever follows the calls.
    let Some(flow) = MaskFlow::of(config, is_inside, true) else { return Ok(()) };
    for layer in found.iter().filter(|layer| !is_operation(layer)) {
        check_given(layer, &flow)?;
    }
    if let Some(layer) = flow.differs {
        return Err(format!(
            "layer `{layer}`: it is given time steps without their mask, which attention before it has taken away in Keras, and \
             a layer behind it is given the mask\n\
             help: in Python, call attention on `keras.layers.Rescaling(1.0)(x)`, which has a mask of its own, and save again"
        ));
    }
    let mut names: HashSet<String> = found.iter().map(|layer| name_of(layer).to_owned()).collect();
    let (mut copies, mut all, mut first) = (HashMap::new(), vec![], None);
    for layer in found {
        let mut changed = layer.clone();
        for (call, given) in changed["inbound_nodes"].as_array_mut().into_iter().flatten().enumerate() {
            let Some(lost) = flow.lost.get(&(name_of(layer), call)) else { continue };
            first = first.or(Some(name_of(layer)));
            let mut places = 0..;
            replace(given, &mut |_, tensor| {
                places.next().is_some_and(|place| lost.contains(&place)).then(|| {
                    let copied = copies.entry(tensor["config"]["keras_history"].to_string());
                    let copied = copied.or_insert_with(|| {
                        let name = unique("unmask".to_owned(), |name| names.contains(name));
                        names.insert(name.clone());
                        all.push(copy(&name, tensor));
                        name
                    });
                    copied.clone()
                })
            });
        }
        all.push(changed);
    }
    if let Some(first) = first {
        let all = in_order(found, all).ok_or_else(|| {
            format!(
                "layer `{first}`: it is given time steps whose mask may be lost there in Keras, and to end it here would \
                 change the order of the layers\n\
                 help: in Python, call the layer that keeps it, such as `keras.layers.Add()` in the place of `+`, or attention \
                 on `keras.layers.Rescaling(1.0)(x)`, and save again"
            )
        })?;
        config["layers"] = all.into();
    }
    Ok(())
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

/// Puts the tensors of the layers that `instead` names in the place of those that a call is given, but for masks.
pub(super) fn replace(given: &mut Value, instead: &mut dyn FnMut(History<'_>, &Value) -> Option<String>) {
    if given["config"].get("keras_history").is_some() {
        let name = histories(given).first().and_then(|history| instead(*history, given));
        if let Some(name) = name {
            given["config"]["keras_history"] = json!([name, 0, 0]);
        }
        return;
    }
    match given {
        Value::Object(parts) => {
            let parts = parts.iter_mut().filter(|(name, _)| !is_mask(name));
            parts.for_each(|(_, given)| replace(given, instead));
        }
        Value::Array(all) => all.iter_mut().for_each(|given| replace(given, instead)),
        _ => {}
    }
}

/// The tensors that attention is given, by the names of their masks.
const MASKS_OF_ATTENTION: [&str; 3] = ["query_mask", "value_mask", "key_mask"];

/// An error if a layer is given a mask beside a tensor that has none, which it would not find itself.
fn check_given(layer: &Value, flow: &MaskFlow<'_>) -> Result<(), String> {
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
            if is_known && !flow.is_masked(given) {
                return Err(format!(
                    "layer `{}`: its call is given a mask, where what it is called on has none",
                    name_of(layer)
                ));
            }
        }
    }
    Ok(())
}
