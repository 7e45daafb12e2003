//! What Keras writes of the masks that it finds for the layers of a graph: operations, whose tensors stand with the calls.

use std::collections::HashSet;

use keras_files::graph::{History, is_found, is_operation, makes_mask};

use crate::config::Value;
use crate::model::Source;
use crate::shape::Spec;
use crate::{Error, Result};

/// Checks that a mask comes from where a layer of this library finds it, too.
pub(super) fn check_found<'a>(
    mask: &History<'a>,
    layer_of: &dyn Fn(&str) -> Option<&'a Value>,
    masked: &HashSet<History<'a>>,
) -> Result<()> {
    if is_found(mask, layer_of, masked) {
        return Ok(());
    }
    let error =
        Error::new("", format!("it is given a mask from `{}`, which no layer before it makes", mask.0));
    Err(error
        .help("a mask comes from `Embedding(mask_zero = true)` or `Masking`, and no call takes another one"))
}

/// The calls whose tensors may have a mask: a mask is of time steps, so it ends where they do, and at `Unmask`.
#[derive(Default)]
pub(super) struct Masks(HashSet<usize>);

impl Masks {
    /// Notes whether the output of a call may have a mask.
    ///
    /// # Errors
    ///
    /// If an operation is called on one that may: it loses the mask in Keras, and the layer in its place keeps it.
    pub fn follow(
        &mut self,
        layer: &Value,
        given: impl Iterator<Item = Source>,
        call: usize,
        output: Option<Spec>,
    ) -> Result<()> {
        let has_mask = |source: Source| matches!(source, Source::Call(call, _) if self.reach(call));
        let is_given = given.into_iter().any(has_mask);
        let class = layer["class_name"].as_str().unwrap_or_default();
        if class == "Copy" {
            return Ok(());
        }
        if is_given && is_operation(layer) {
            let error = Error::new(
                "",
                format!(
                    "the operation `{class}` is given time steps that may have a mask, which it loses in Keras"
                ),
            );
            return Err(error.help("where it may be lost, `Unmask()` before it says so"));
        }
        if (is_given || makes_mask(layer)) && output.is_none_or(|output| output.shape().rank() > 1) {
            self.0.insert(call);
        }
        Ok(())
    }

    /// Whether the output of a call may have a mask.
    pub fn reach(&self, call: usize) -> bool {
        self.0.contains(&call)
    }
}
