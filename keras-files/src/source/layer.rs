//! Layers, and all else that has a class, as calls with their arguments.

use serde_json::{Map, Value};

use super::classes::{Argument, Class};
use super::layout;
use super::translation::Translation;
use super::value::Kind;
use crate::graph::take_back;
use crate::names::snake_case;

/// A layer with its arguments: `Dense(32, activation = relu)`.
pub struct Call {
    /// What it is called in the text.
    pub class: String,
    /// Those by position, then those by name.
    pub arguments: Vec<String>,
    /// Whether it takes ids.
    pub takes_ids: bool,
    /// The struct of the model that it is, if it is one.
    pub model: Option<String>,
}

impl Call {
    /// The text, with something before it, more arguments, and something behind it.
    pub fn text(&self, before: &str, more: Option<String>, end: &str) -> String {
        let arguments: Vec<String> = self.arguments.iter().cloned().chain(more).collect();
        layout::call(&format!("{before}{}", self.class), &arguments, end)
    }

    /// The word that its automatic name begins with.
    pub fn word(&self) -> String {
        snake_case(&self.class)
    }
}

/// What every layer has, and what Keras finds out when it builds one.
const COMMON: [&str; 3] = ["name", "trainable", "dtype"];

impl Translation {
    /// A layer of a configuration.
    pub fn layer(&mut self, object: &Value) -> Result<Call, String> {
        if ["Sequential", "Functional"].iter().any(|model| object["class_name"] == *model) {
            return self.nested(object);
        }
        let Some(name) = object["class_name"].as_str() else {
            return Err("it has no class".to_owned());
        };
        let class = Class::of(object)?;
        let empty = Map::new();
        let mut config = object["config"].as_object().unwrap_or(&empty).clone();
        take_back(object, &mut config);
        check_dtype(&config)?;
        if name == "Bidirectional" {
            without_mirrored(&mut config);
        }
        let (mut arguments, mut is_positional) = (vec![], true);
        let known: Vec<Argument> = class.map(|class| class.arguments().collect()).unwrap_or_default();
        let others = config.keys().filter(|name| known.iter().all(|known| known.name() != *name));
        let names: Vec<&str> =
            known.iter().map(|known| known.name()).chain(others.map(|name| &**name)).collect();
        for name in names.into_iter().filter(|name| !COMMON.contains(name)) {
            let known = known.iter().find(|known| known.name() == name);
            let given = config.get(name).filter(|value| !value.is_null() || known.is_some());
            let place = |message: String| format!("argument `{name}`: {message}");
            let Some(text) = self.argument(name, given, known.copied()).map_err(place)? else {
                is_positional = false;
                continue;
            };
            is_positional &= known.is_some_and(|known| known.default().is_none());
            arguments.push(if is_positional { text } else { format!("{name} = {text}") });
        }
        if config.get("trainable") == Some(&Value::Bool(false)) {
            arguments.push("trainable = false".to_owned());
        }
        let class_name = class.and_then(Class::renamed).unwrap_or(name).to_owned();
        Ok(Call { class: class_name, arguments, takes_ids: class.is_some_and(Class::takes_ids), model: None })
    }

    /// The value of an argument, if it has to be written.
    fn argument(
        &mut self,
        name: &str,
        given: Option<&Value>,
        known: Option<Argument>,
    ) -> Result<Option<String>, String> {
        let Some(given) = given else { return Ok(None) };
        let kind = Kind {
            is_float: known.is_some_and(Argument::is_float),
            is_activation: name.ends_with("activation"),
            is_text: known.is_some_and(Argument::is_text),
        };
        let text = match (name, given) {
            // Of two outputs, neither is joined with the other.
            ("merge_mode", Value::Null) => "none".to_owned(),
            _ => self.value(given, kind)?,
        };
        match known.and_then(Argument::default) {
            Some(default) if self.value(default, kind)? == text => Ok(None),
            // Whatever it is if nothing is said, it is nothing.
            None if given.is_null() => Ok(None),
            _ => Ok(Some(text)),
        }
    }
}

/// An error if a layer does not calculate in single precision.
fn check_dtype(config: &Map<String, Value>) -> Result<(), String> {
    match config.get("dtype") {
        None | Some(Value::Null) => Ok(()),
        Some(dtype) if dtype == "float32" || dtype["config"]["name"] == "float32" => Ok(()),
        Some(dtype) => {
            let name = dtype["config"]["name"].as_str().or(dtype.as_str());
            let name = name.map_or_else(|| dtype.to_string(), str::to_owned);
            Err(format!("its numbers are `{name}`, where all are `float32` here"))
        }
    }
}

/// Takes away the layer of the way back, if it is that of the way forth.
fn without_mirrored(config: &mut Map<String, Value>) {
    let parts = |name: &str| config.get(name).and_then(|layer| layer["config"].as_object()).cloned();
    let (Some(mut layer), Some(mut back)) = (parts("layer"), parts("backward_layer")) else { return };
    let class = |name: &str| config.get(name).map(|layer| layer["class_name"].clone());
    let ways = [&layer, &back].map(|layer| layer.get("go_backwards").cloned().unwrap_or_default());
    for layer in [&mut layer, &mut back] {
        layer.remove("name");
        layer.remove("go_backwards");
    }
    if layer == back && class("layer") == class("backward_layer") && ways == [false, true] {
        config.remove("backward_layer");
    }
}
