//! What Keras writes of the masks that it finds for the layers of a graph: operations, whose tensors stand with the calls.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{History, histories, is_operation, name_of};

/// Whether a mask comes from where a layer of this library finds it, too: computed by operations from a tensor that a
/// layer is called on that makes masks, which are `masked`.
pub fn is_found<'a>(
    mask: &History<'a>,
    layer_of: &dyn Fn(&str) -> Option<&'a Value>,
    masked: &HashSet<History<'a>>,
) -> bool {
    let (mut left, mut seen) = (vec![*mask], HashSet::new());
    while let Some(tensor) = left.pop() {
        if masked.contains(&tensor) {
            return true;
        }
        let Some(operation) = layer_of(tensor.0).filter(|layer| is_operation(layer)) else { continue };
        if seen.insert(tensor) {
            left.extend(histories(&operation["inbound_nodes"]));
        }
    }
    false
}

/// Whether what a call is given under this name is a mask that Keras has found.
pub fn is_mask(name: &str) -> bool {
    name == "mask" || name.ends_with("_mask") && name != "attention_mask" && !name.starts_with("use_")
}

/// The layers of a functional configuration without the operations that compute nothing but masks.
pub fn without_masks(config: &Value) -> Vec<&Value> {
    let layers = config["layers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut left: Vec<&str> = histories(&config["output_layers"]).iter().map(|tensor| tensor.0).collect();
    let mut used: HashSet<&str> = HashSet::new();
    let by_name: HashMap<&str, &Value> = layers.iter().map(|layer| (name_of(layer), layer)).collect();
    while let Some(found) = left.pop() {
        if !used.insert(found) {
            continue;
        }
        let calls = by_name.get(found).and_then(|layer| layer["inbound_nodes"].as_array());
        for call in calls.into_iter().flatten() {
            left.extend(histories(&call["args"]).iter().map(|tensor| tensor.0));
            let named = call["kwargs"].as_object().into_iter().flatten();
            let tensors = named.filter(|(name, _)| !is_mask(name)).map(|(_, value)| value);
            left.extend(tensors.flat_map(histories).map(|tensor| tensor.0));
        }
    }
    layers.iter().filter(|layer| !is_operation(layer) || used.contains(name_of(layer))).collect()
}

/// The tensors that layers are called on which make masks.
pub fn masked(layers: &[Value]) -> HashSet<History<'_>> {
    let layers = layers.iter().filter(|layer| makes_mask(layer));
    layers.flat_map(|layer| histories(&layer["inbound_nodes"])).collect()
}

/// Whether a layer makes a mask of its own.
pub fn makes_mask(layer: &Value) -> bool {
    layer["class_name"] == "Masking" || layer["config"]["mask_zero"] == true
}
