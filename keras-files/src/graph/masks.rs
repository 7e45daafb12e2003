//! What Keras writes of the masks that it finds for the layers of a graph: operations, whose tensors stand with the calls.

use std::collections::HashSet;

use serde_json::Value;

use super::{History, histories, is_operation};

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

/// The tensors that layers are called on which make masks.
pub fn masked(layers: &[Value]) -> HashSet<History<'_>> {
    let layers = layers.iter().filter(|layer| makes_mask(layer));
    layers.flat_map(|layer| histories(&layer["inbound_nodes"])).collect()
}

/// Whether a layer makes a mask of its own.
pub fn makes_mask(layer: &Value) -> bool {
    layer["class_name"] == "Masking" || layer["config"]["mask_zero"] == true
}
