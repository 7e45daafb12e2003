//! What Keras writes of the masks that it finds for the layers of a graph: operations, whose tensors stand with the calls.

use std::collections::HashSet;

use super::operations::is_operation;
use crate::config::Value;
use crate::model::Source;
use crate::model::keras_file::{History, histories};
use crate::shape::Spec;
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
    let layers = layers.iter().filter(|layer| makes_mask(layer));
    layers.flat_map(|layer| histories(&layer["inbound_nodes"])).collect()
}

fn makes_mask(layer: &Value) -> bool {
    match layer["class_name"].as_str() {
        Some("Embedding") => layer["config"]["mask_zero"] == true,
        Some("Masking") => true,
        _ => false,
    }
}

/// The calls whose tensors may have a mask: a mask is of time steps, so it ends where they do.
#[derive(Default)]
pub(super) struct Masks(HashSet<usize>);

impl Masks {
    /// Notes whether the output of a call may have a mask.
    ///
    /// # Errors
    ///
    /// If an operation is called on one that may: it would lose the mask in Keras, and the layer in its place keeps it.
    pub fn follow(
        &mut self,
        layer: &Value,
        given: impl Iterator<Item = Source>,
        call: usize,
        output: Option<Spec>,
    ) -> Result<()> {
        let has_mask = |source: Source| matches!(source, Source::Call(call, _) if self.0.contains(&call));
        let is_given = given.into_iter().any(has_mask);
        if is_given && is_operation(layer) {
            let class = layer["class_name"].as_str().unwrap_or_default();
            let error = Error::new(
                "",
                format!(
                    "the operation `{class}` is given time steps that may have a mask, which it loses in Keras"
                ),
            );
            return Err(error.help(
                "in Python, call the layer that keeps it, such as `keras.layers.Add()`, and save again",
            ));
        }
        if (is_given || makes_mask(layer)) && output.is_none_or(|output| output.shape().rank() > 1) {
            self.0.insert(call);
        }
        Ok(())
    }
}
