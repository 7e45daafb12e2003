//! Values of arguments as text.

use serde_json::{Number, Value};

use super::translation::Translation;
use crate::names::{is_word, snake_case};

/// What is known of an argument whose value is written.
#[derive(Clone, Copy, Default)]
pub struct Kind {
    /// Whether it is of numbers with fractions.
    pub is_float: bool,
    /// Whether it is an activation, which a layer may stand for.
    pub is_activation: bool,
    /// Whether it is a text, of which no word is made.
    pub is_text: bool,
}

impl Translation {
    /// A value as it is written in source text.
    pub fn value(&mut self, value: &Value, kind: Kind) -> Result<String, String> {
        match value {
            Value::Null => Ok("None".to_owned()),
            Value::Bool(value) => Ok(value.to_string()),
            Value::Number(value) => Ok(number(value, kind.is_float)),
            Value::String(word) if is_word(word) && !kind.is_text => Ok(word.clone()),
            Value::String(text) => Ok(format!("{text:?}")),
            Value::Array(values) => {
                let values: Vec<String> =
                    values.iter().map(|value| self.value(value, kind)).collect::<Result<_, _>>()?;
                Ok(match &values[..] {
                    [one] => format!("({one},)"),
                    all => format!("({})", all.join(", ")),
                })
            }
            Value::Object(parts) => match parts.get("class_name").and_then(Value::as_str) {
                Some("function") => self.value(&value["config"], kind),
                Some(class) if kind.is_activation => activation(class, &value["config"])
                    .ok_or_else(|| format!("`{class}` is no activation that this library has")),
                Some(_) => self.object(value),
                None => {
                    clipping(value).ok_or_else(|| format!("it is {value}, which has no form in source text"))
                }
            },
        }
    }

    /// An object of a class as a call of the class; an initializer of which nothing is said, as its word.
    fn object(&mut self, object: &Value) -> Result<String, String> {
        let call = self.layer(object)?;
        let is_initializer = object["module"] == "keras.initializers";
        Ok(match call.arguments.is_empty() && is_initializer {
            true => snake_case(object["class_name"].as_str().unwrap_or_default()),
            false => call.text("", None, ""),
        })
    }
}

/// The bounds of batch renormalization, which Keras has as a dictionary.
fn clipping(bounds: &Value) -> Option<String> {
    let mut text = "RenormClipping::new()".to_owned();
    for (name, bound) in bounds.as_object()? {
        let is_known = ["rmin", "rmax", "dmax"].contains(&name.as_str());
        let Value::Number(bound) = bound else { return None };
        is_known.then(|| text += &format!(".{name}({})", number(bound, true)))?;
    }
    Some(text)
}

/// The function that a layer stands for.
fn activation(class: &str, config: &Value) -> Option<String> {
    let float = |name: &str, default: f32| match &config[name] {
        Value::Number(value) => number(value, true),
        _ => format!("{default:?}"),
    };
    Some(match class {
        "ReLU" => {
            let max_value = match &config["max_value"] {
                Value::Number(value) => format!("Some({})", number(value, true)),
                _ => "None".to_owned(),
            };
            format!("relu_with({}, {max_value}, {})", float("negative_slope", 0.0), float("threshold", 0.0))
        }
        "LeakyReLU" => format!("leaky_relu_with({})", float("negative_slope", 0.3)),
        "ELU" => format!("elu_with({})", float("alpha", 1.0)),
        _ => return None,
    })
}

/// A number, one with a fraction by the fewest digits that single precision needs.
fn number(number: &Number, is_float: bool) -> String {
    match number.as_f64() {
        Some(value) if is_float || number.is_f64() => format!("{:?}", value as f32),
        _ => number.to_string(),
    }
}
