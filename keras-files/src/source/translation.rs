//! A translation on its way.

use std::collections::HashSet;

use serde_json::Value;

use super::Source;
use super::classes::Class;
use super::layer::Call;
use crate::graph::name_of;
use crate::names::{as_identifier, camel_case, snake_case, unique};

/// The models that were translated so far.
#[derive(Default)]
pub struct Translation {
    pub models: Vec<Source>,
    /// The names of structs that are taken.
    pub items: HashSet<String>,
}

/// What is in sight where a model is written, and no class of layers.
const IN_SIGHT: [&str; 12] = [
    "Checked",
    "Compile",
    "Config",
    "Fit",
    "Functional",
    "Input",
    "K",
    "LayerConfig",
    "Loss",
    "Model",
    "Self",
    "Sequential",
];

impl Translation {
    /// The name of the struct for a model of this name, so that the model is called so, if it can be.
    pub fn item(&self, name: &str) -> String {
        let word = camel_case(&as_identifier(name));
        let word = match word.starts_with(char::is_uppercase) {
            true => word,
            false => format!("Model{word}"),
        };
        let is_seen = |word: &str| Class::is_any(word) || IN_SIGHT.contains(&word);
        let word = if is_seen(&word) || snake_case(&word) != name { format!("{word}Model") } else { word };
        unique(word, |word| self.items.contains(word) || is_seen(word))
    }

    /// A model of whatever kind.
    pub fn model(&mut self, object: &Value, item: String) -> Result<Source, String> {
        match object["class_name"].as_str() {
            Some("Sequential") => self.sequential(&object["config"], item),
            Some("Functional") => self.functional(&object["config"], item),
            other => Err(format!(
                "expected a model `Sequential` or `Functional`, found {}",
                other.unwrap_or("none")
            )),
        }
    }

    /// A model as a layer of another.
    pub fn nested(&mut self, object: &Value) -> Result<Call, String> {
        let name = object["config"]["name"].as_str().unwrap_or("model");
        let item = self.item(name);
        self.items.insert(item.clone());
        let source = self.model(object, item.clone())?;
        let takes_ids = source.takes_ids.iter().all(|takes| *takes);
        self.models.push(source);
        let is_frozen = object["config"]["trainable"] == false;
        let arguments = if is_frozen { vec!["trainable = false".to_owned()] } else { vec![] };
        Ok(Call { class: item.clone(), arguments, takes_ids, model: Some(item) })
    }

    /// A model that was translated before.
    pub fn source(&self, item: &str) -> Option<&Source> {
        self.models.iter().find(|model| model.item == item)
    }
}

/// The layers that a configuration lists.
pub fn layers(config: &Value) -> Result<&[Value], String> {
    config["layers"].as_array().map(Vec::as_slice).ok_or_else(|| "it has no list of layers".to_owned())
}

/// What is wrong with a layer.
pub fn about(name: &str) -> impl Fn(String) -> String {
    move |message| format!("layer `{name}`: {message}")
}

/// The names of the layers of a model, each as one word: those that are one are kept.
pub fn words(layers: &[Value]) -> Vec<String> {
    let names = || layers.iter().map(name_of);
    let kept: HashSet<&str> = names().filter(|name| as_identifier(name) == *name).collect();
    let mut words: Vec<String> = vec![];
    for name in names() {
        let is_taken = |word: &str| kept.contains(word) || words.iter().any(|taken| taken == word);
        let word = if kept.contains(name) { name.to_owned() } else { unique(as_identifier(name), is_taken) };
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_name_that_is_a_word_is_kept_whatever_others_become() {
        let layers = ["a-b", "a_b", "a b", "a_b_1"].map(|name| json!({ "config": { "name": name } }));
        assert_eq!(words(&layers), ["a_b_2", "a_b", "a_b_3", "a_b_1"]);
    }
}
