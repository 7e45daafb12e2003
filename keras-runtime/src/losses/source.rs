//! `from_logits` as a type parameter of a loss.

use crate::shape::{Head, Spec};
use crate::{Error, Result};

/// The output of a model that a cross-entropy is of, as a type: probabilities.
#[derive(Clone, Copy, Debug, Default)]
pub struct FromProbabilities;

/// The output of a model that a cross-entropy is of, as a type: logits, whose softmax or sigmoid are probabilities.
#[derive(Clone, Copy, Debug, Default)]
pub struct FromLogits;

/// Keras's `from_logits`, as a type.
pub trait Source: Copy + Send + 'static {
    /// Whether the output is logits.
    const LOGITS: bool;
}

impl Source for FromProbabilities {
    const LOGITS: bool = false;
}

impl Source for FromLogits {
    const LOGITS: bool = true;
}

/// Whether an output can be what a loss is from.
pub(super) fn check_head<F: Source>(loss: &str, output: &Spec, activation: &str) -> Result<()> {
    let error = |takes: &str, gives: &str, help: String| {
        let message = format!("it takes {takes}, but the model's last layer gives {gives}");
        Err(Error::new(loss, message).help(help))
    };
    match output.head() {
        Head::Logits if !F::LOGITS => {
            let help =
                format!("add `activation = {activation}` to the last layer, or `.from_logits()` to the loss");
            error("probabilities", "logits", help)
        }
        Head::Softmax | Head::Sigmoid if F::LOGITS => {
            let help = "leave the activation of the last layer out, or `.from_logits()` of the loss".into();
            error("logits", "probabilities", help)
        }
        _ => Ok(()),
    }
}
