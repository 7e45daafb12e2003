//! What Keras writes of the masks that it finds for the layers of a graph: operations, whose tensors stand with the calls.

use std::collections::HashSet;

use super::operations::is_operation;
use crate::config::Value;
use crate::model::keras_file::{History, histories};
use crate::{Error, Result};

/// Checks that a mask comes from where a layer of this library finds it, too: computed by operations from a tensor that a
/// layer is called on that makes masks.
pub(super) fn check_found<'a>(
    mask: &History<'a>,
    layer_of: &dyn Fn(&str) -> Option<&'a Value>,
    masked: &HashSet<History<'a>>,
) -> Result<()> {
    let (mut left, mut seen) = (vec![*mask], HashSet::new());
    while let Some(tensor) = left.pop() {
        if masked.contains(&tensor) {
            return Ok(());
        }
        let Some(operation) = layer_of(tensor.0).filter(|layer| is_operation(layer)) else { continue };
        if seen.insert(tensor) {
            left.extend(histories(&operation["inbound_nodes"]));
        }
    }
    let error =
        Error::new("", format!("it is given a mask from `{}`, which no layer before it makes", mask.0));
    Err(error
        .help("a mask comes from `Embedding(mask_zero = true)` or `Masking`, and no call takes another one"))
}

/// The tensors that layers are called on which make masks.
pub(super) fn masked(layers: &[Value]) -> HashSet<History<'_>> {
    let makes_mask = |layer: &&Value| match layer["class_name"].as_str() {
        Some("Embedding") => layer["config"]["mask_zero"] == true,
        Some("Masking") => true,
        _ => false,
    };
    layers.iter().filter(makes_mask).flat_map(|layer| histories(&layer["inbound_nodes"])).collect()
}
