//! `from_logits` as a type parameter of a loss.

use crate::config::{Argument, Classes, Value, unexpected};
use crate::shape::{Head, Spec};
use crate::{Error, Result};

/// The output of a model that a cross-entropy is of, as a type: probabilities.
#[derive(Clone, Copy, Debug, Default)]
pub struct FromProbabilities;

/// The output of a model that a cross-entropy is of, as a type: logits, whose softmax or sigmoid are probabilities.
#[derive(Clone, Copy, Debug, Default)]
pub struct FromLogits;

/// Keras's `from_logits`, as a type: [`FromProbabilities`], [`FromLogits`], or `bool` where a file decides.
pub trait Source: Argument + Copy + Send + Sync + 'static {
    /// Whether the output is logits.
    fn is_logits(&self) -> bool;
}

impl Source for bool {
    fn is_logits(&self) -> bool {
        *self
    }
}

macro_rules! sources {
    ($($source:ident: $is_logits:literal;)*) => {$(
        impl Source for $source {
            fn is_logits(&self) -> bool {
                $is_logits
            }
        }

        impl Argument for $source {
            fn to_json(&self) -> Result<Value> {
                Ok(Value::from($is_logits))
            }

            fn from_json(value: &Value, _: &dyn Classes) -> Result<Self> {
                if *value == $is_logits {
                    return Ok(Self);
                }
                Err(unexpected(format_args!("{}, as the type says", $is_logits), value))
            }
        }
    )*};
}

sources! {
    FromProbabilities: false;
    FromLogits: true;
}

/// Whether an output can be probabilities, for a loss that has no form for logits.
pub(super) fn check_probabilities(loss: &str, output: &Spec) -> Result<()> {
    let gives = match output.head() {
        Head::Logits => "logits",
        Head::Positive | Head::Bounded => "other numbers",
        Head::Softmax | Head::Sigmoid | Head::Unknown => return Ok(()),
    };
    let message = format!("it takes probabilities, but the model's last layer gives {gives}");
    let help =
        "end with `activation = softmax`, or `sigmoid` for probabilities that do not exclude each other";
    Err(Error::new(loss, message).help(help))
}

/// Whether the probabilities of an output do not exclude each other.
pub(super) fn check_separate(loss: &str, output: &Spec) -> Result<()> {
    if output.head() != Head::Softmax {
        return Ok(());
    }
    let message = "it judges each probability by itself, but those of a softmax exclude each other";
    Err(Error::new(loss, message)
        .help("use `CategoricalCrossentropy`, or `activation = sigmoid` in the last layer"))
}

/// Whether an output can be what a loss is from.
pub(super) fn check_head(loss: &str, source: impl Source, output: &Spec, activation: &str) -> Result<()> {
    let error = |takes: &str, gives: &str, help: String| {
        let message = format!("it takes {takes}, but the model's last layer gives {gives}");
        Err(Error::new(loss, message).help(help))
    };
    match output.head() {
        Head::Logits if !source.is_logits() => {
            let help =
                format!("add `activation = {activation}` to the last layer, or `.from_logits()` to the loss");
            error("probabilities", "logits", help)
        }
        Head::Positive | Head::Bounded if !source.is_logits() => {
            let help = format!(
                "the last layer has `activation = {activation}`, and no `relu` or `Dropout` comes after it"
            );
            error("probabilities", "other numbers", help)
        }
        Head::Positive => {
            let help =
                "leave the activation of the last layer out; a `Dropout` comes before the last layer".into();
            error("logits", "no number below 0", help)
        }
        Head::Bounded => {
            let help = "leave the activation of the last layer out: logits have any size".into();
            error("logits", "numbers between -1 and 1", help)
        }
        Head::Softmax | Head::Sigmoid if source.is_logits() => {
            let help = "leave the activation of the last layer out, or `.from_logits()` of the loss".into();
            error("logits", "probabilities", help)
        }
        _ => Ok(()),
    }
}
