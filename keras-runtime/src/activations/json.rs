//! Activation functions to and from JSON: by name, or as the layer that has their arguments.

use super::{Function, NAMES, elu_with, leaky_relu_with, linear, relu_with};
use crate::config::{
    Argument, Classes, Form, Map, Object, Read, Value, float32_policy, from_word, layer_object, nameless,
    to_word,
};
use crate::shape::ShapeResult;
use crate::{Error, Result};

/// By name where the arguments are Keras's defaults; with others, `relu`, `leaky_relu` and `elu` are the layers `ReLU`,
/// `LeakyReLU` and `ELU`, as in Keras, where a layer may stand for a function. `null` is `linear`.
impl Argument for Function {
    fn to_json(&self) -> Result<Value> {
        if let Some(name) = to_word(self, NAMES) {
            return Ok(name);
        }
        match self.parts() {
            ("relu", [negative_slope, f32::INFINITY, 0.0]) => {
                layer("LeakyReLU", "leaky_re_lu", &[("negative_slope", Some(negative_slope))])
            }
            ("relu", [negative_slope, max_value, threshold]) => layer(
                "ReLU",
                "re_lu",
                &[
                    ("max_value", (max_value != f32::INFINITY).then_some(max_value)),
                    ("negative_slope", Some(negative_slope)),
                    ("threshold", Some(threshold)),
                ],
            ),
            ("elu", [alpha, ..]) => layer("ELU", "elu", &[("alpha", Some(alpha))]),
            ("custom", _) => Err(nameless("an activation")),
            _ => {
                let found = format!("`{self:?}`");
                let error =
                    Error::expected("", "an activation with the arguments that Keras's name has", found);
                Err(error
                    .help("Keras writes functions by name, without arguments; a layer of your own has them"))
            }
        }
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        if value.is_null() {
            return Ok(linear);
        }
        if value.is_object() {
            return of_layer(&Object::of(value)?, classes);
        }
        from_word(value, NAMES)
    }
}

/// A layer that stands for a function, as Keras writes it.
fn layer(class: &str, name: &str, arguments: &[(&str, Option<f32>)]) -> Result<Value> {
    let mut config = Map::new();
    for (argument, value) in arguments {
        config.insert((*argument).to_owned(), value.to_json()?);
    }
    Ok(layer_object(class, name, config))
}

/// The function that a layer stands for. Its name, and whether it may be trained, change nothing: it has no weights.
fn of_layer(object: &Object<'_>, classes: &dyn Classes) -> Result<Function> {
    let mut config = object.config.clone();
    for argument in ["name", "trainable"] {
        config.remove(argument);
    }
    if config.get("dtype") == Some(&float32_policy()) {
        config.remove("dtype");
    }
    let neutral = [("dtype", "\"float32\"")];
    match object.name.class {
        "ReLU" => {
            let mut read = Read::new("ReLU", &config, classes);
            let max_value = Form::<Option<f32>>::read("max_value", &mut read)?.flatten();
            let negative_slope = Form::<f32>::read("negative_slope", &mut read)?.unwrap_or(0.0);
            let threshold = Form::<f32>::read("threshold", &mut read)?.unwrap_or(0.0);
            read.finish(&neutral, ShapeResult::Ok(relu_with(negative_slope, max_value, threshold)))
        }
        "LeakyReLU" => {
            let mut read = Read::new("LeakyReLU", &config, classes);
            let negative_slope = Form::<f32>::read("negative_slope", &mut read)?.unwrap_or(0.3);
            read.finish(&neutral, ShapeResult::Ok(leaky_relu_with(negative_slope)))
        }
        "ELU" => {
            let mut read = Read::new("ELU", &config, classes);
            let alpha = Form::<f32>::read("alpha", &mut read)?.unwrap_or(1.0);
            read.finish(&neutral, ShapeResult::Ok(elu_with(alpha)))
        }
        _ => Err(object.name.unknown("an activation: its name, or a `ReLU`, `LeakyReLU` or `ELU`")),
    }
}
