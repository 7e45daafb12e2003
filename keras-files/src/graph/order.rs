//! Keras's order of the layers of a graph: those furthest from the outputs first.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde_json::Value;

use super::{histories, is_operation, name_of};

/// A call: the name of its layer, and which of the calls of that.
pub(super) type Call<'a> = (&'a str, usize);

/// The calls of a layer.
pub(super) fn calls(layer: &Value) -> impl Iterator<Item = (Call<'_>, &Value)> {
    let calls = layer["inbound_nodes"].as_array().into_iter().flatten().enumerate();
    calls.map(|(call, given)| ((name_of(layer), call), given))
}

/// The calls in the order in which Keras makes them, with their layers and what they are given. None if they go in a circle.
pub(super) fn in_order_of_calls(layers: &[Value]) -> Option<Vec<(Call<'_>, &Value, &Value)>> {
    let depths = depths_of_calls(layers)?;
    let mut all: Vec<_> =
        layers.iter().flat_map(|layer| calls(layer).map(move |(call, given)| (call, layer, given))).collect();
    all.sort_by_key(|(call, ..)| Reverse(depths.get(call).copied().unwrap_or_default()));
    Some(all)
}

/// The layers with those that were added, in Keras's order. None where others than operations would have to change places: by
/// these their weights are found in files.
pub(super) fn in_order(before: &[Value], mut all: Vec<Value>) -> Option<Vec<Value>> {
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
fn depths(layers: &[Value]) -> Option<HashMap<&str, usize>> {
    let mut depths = HashMap::new();
    for ((name, _), depth) in depths_of_calls(layers)? {
        let found: &mut usize = depths.entry(name).or_default();
        *found = depth.max(*found);
    }
    Some(depths)
}

/// The longest way from each call to where nothing follows. None if the calls go in a circle.
pub(super) fn depths_of_calls(layers: &[Value]) -> Option<HashMap<Call<'_>, usize>> {
    let before = |given| histories(given).iter().map(|tensor| (tensor.0, tensor.1)).collect();
    let given: Vec<(Call<'_>, Vec<Call<'_>>)> =
        layers.iter().flat_map(calls).map(|(call, given)| (call, before(given))).collect();
    let mut depths: HashMap<Call<'_>, usize> = HashMap::new();
    for _ in 0..=given.len() {
        let mut is_done = true;
        // Most calls stand behind those whose tensors they are given.
        for (call, before) in given.iter().rev() {
            let depth = depths.get(call).copied().unwrap_or_default() + 1;
            for before in before {
                let found = depths.entry(*before).or_default();
                is_done &= *found >= depth;
                *found = depth.max(*found);
            }
        }
        if is_done {
            return Some(depths);
        }
    }
    None
}
