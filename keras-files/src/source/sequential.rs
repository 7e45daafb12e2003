//! Layers that follow each other.

use serde_json::Value;

use super::tensors::input;
use super::translation::{Translation, about, layers, words};
use super::{Place, Source};
use crate::graph::name_of;
use crate::names::{Automatic, ClassNames};

impl Translation {
    /// A model of layers in a row.
    pub fn sequential(&mut self, config: &Value, item: String) -> Result<Source, String> {
        let layers = layers(config)?;
        let (mut names, mut groups, words) = (Automatic::default(), ClassNames::default(), words(layers));
        let (first, rest) = match layers.split_first() {
            Some((first, rest)) if first["class_name"] == "InputLayer" => (Some(first), rest),
            _ => (None, layers),
        };
        let mut places = vec![];
        let mut calls = vec![];
        for layer in rest {
            calls.push(self.layer(layer).map_err(about(name_of(layer)))?);
        }
        let Some(call) = calls.first() else { return Err("it has no layers".to_owned()) };
        let takes_ids = call.takes_ids;
        let shape = first.map_or(&config["build_input_shape"], |first| &first["config"]["batch_shape"]);
        let dtype = first.map_or(&Value::Null, |first| &first["config"]["dtype"]);
        let (declared, takes_ids) = input(shape, dtype, takes_ids)?;
        let name = names.written("input_layer", first.map_or("input_layer", |_| &words[0]));
        let declared: Vec<String> = declared.into_iter().chain(name).collect();
        let mut text = format!("Input({}),\n", declared.join(", "));
        for ((layer, call), word) in rest.iter().zip(&calls).zip(&words[layers.len() - rest.len()..]) {
            let class = layer["class_name"].as_str().unwrap_or_default();
            text += &call.text("", names.written(&call.word(), word), ",\n");
            let (name, group, model) = (word.clone(), groups.next(class), call.model.clone());
            places.push(Place { name, group, class: class.to_owned(), model });
        }
        let name = config["name"].as_str().unwrap_or("sequential").to_owned();
        Ok(Source {
            name,
            item,
            is_graph: false,
            text,
            layers: places,
            takes_ids: vec![takes_ids],
            outputs: 1,
        })
    }
}
