//! Graphs of calls as statements.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::calls::Inbound;
use super::classes::Class;
use super::layer::Call;
use super::statements::Statements;
use super::tensors::input;
use super::translation::{Translation, about, layers, words};
use super::{Place, Source};
use crate::graph::{
    CALL_A_LAYER, History, as_layer, described, histories, is_found, is_operation, masked, name_of, outputs,
};
use crate::names::ClassNames;

/// A layer that leads to the outputs.
pub struct Layer<'a> {
    pub call: Call,
    pub inbound: Vec<Inbound<'a>>,
    pub outputs: usize,
}

/// A call: of which layer, and which of its calls.
pub type Step = (usize, usize);

/// A graph on its way to text.
pub struct Graph<'a> {
    pub entries: &'a [Cow<'a, Value>],
    found: &'a [Value],
    positions: HashMap<&'a str, usize>,
    pub layers: Vec<Option<Layer<'a>>>,
    inputs: Vec<History<'a>>,
    pub outputs: Vec<History<'a>>,
}

impl Translation {
    /// A model of layers that are called on each other's tensors.
    pub fn functional(&mut self, config: &Value, item: String) -> Result<Source, String> {
        let found = layers(config)?;
        let entries: Vec<Cow<'_, Value>> =
            found.iter().map(|layer| as_layer(layer).map_or(Cow::Borrowed(layer), Cow::Owned)).collect();
        let mut graph = Graph::of(config, found, &entries)?;
        graph.follow(self)?;
        let steps = graph.steps()?;
        graph.source(self, &steps, config["name"].as_str().unwrap_or("functional"), item)
    }
}

impl<'a> Graph<'a> {
    fn of(config: &'a Value, found: &'a [Value], entries: &'a [Cow<'a, Value>]) -> Result<Self, String> {
        let mut positions = HashMap::new();
        for (position, entry) in entries.iter().enumerate() {
            if positions.insert(name_of(entry), position).is_some() {
                return Err(format!("two layers are named `{}`", name_of(entry)));
            }
        }
        let layers = entries.iter().map(|_| None).collect();
        let (inputs, outputs) =
            (histories(&config["input_layers"]), outputs(found, &config["output_layers"]));
        if outputs.is_empty() {
            return Err("it has no outputs".to_owned());
        }
        Ok(Self { entries, found, positions, layers, inputs, outputs })
    }

    fn position(&self, name: &str) -> Result<usize, String> {
        let position = self.positions.get(name).copied();
        position.ok_or_else(|| format!("there is no layer `{name}`, whose tensor is used"))
    }

    /// Reads the layers that lead from the inputs to the outputs. All others have to be what Keras adds to find masks.
    fn follow(&mut self, translation: &mut Translation) -> Result<(), String> {
        let masked = masked(self.found);
        let (mut left, mut seen, mut used) = (self.outputs.clone(), HashSet::new(), HashMap::new());
        let mut order = vec![];
        while let Some(tensor) = left.pop() {
            let position = self.position(tensor.0)?;
            let most: &mut usize = used.entry(position).or_default();
            *most = (*most).max(tensor.2 + 1);
            if self.inputs.contains(&tensor) || !seen.insert((position, tensor.1)) {
                continue;
            }
            let located = about(tensor.0);
            if self.layers[position].is_none() {
                self.layers[position] = Some(self.layer(position, translation).map_err(&located)?);
                order.push(position);
            }
            let calls = self.layers[position].as_ref().map(|layer| &layer.inbound);
            let Some(call) = calls.and_then(|calls| calls.get(tensor.1)) else {
                return Err(located(format!("it has no call {}", tensor.1)));
            };
            let entry = |name: &str| self.positions.get(name).map(|position| &self.found[*position]);
            if let Some(mask) = call.masks.iter().find(|mask| !is_found(mask, &entry, &masked)) {
                return Err(located(format!(
                    "it is given a mask from `{}`, which no layer before it makes",
                    mask.0
                )));
            }
            left.extend(call.tensors());
        }
        for position in order {
            let entry = self.entry(position)?;
            let item = self.layers[position].as_ref().and_then(|layer| layer.call.model.clone());
            let outputs =
                translation.outputs(&entry, item.as_deref(), used.get(&position).copied().unwrap_or(1));
            if let Some(layer) = &mut self.layers[position] {
                layer.outputs = outputs;
            }
        }
        let is_left = |&position: &usize| {
            let name = name_of(&self.entries[position]);
            self.layers[position].is_none()
                && !self.inputs.iter().any(|input| input.0 == name)
                && !is_operation(&self.found[position])
        };
        match (0..self.layers.len()).find(is_left) {
            Some(position) => {
                Err(about(name_of(&self.entries[position]))("no output comes from it".to_owned()))
            }
            None => Ok(()),
        }
    }

    fn inbound(&self, position: usize) -> Result<Vec<Inbound<'a>>, String> {
        let entry: &'a Value = &self.entries[position];
        let is_no_layer = |name: &str| {
            self.positions.get(name).is_some_and(|position| is_operation(&self.entries[*position]))
        };
        let calls = entry["inbound_nodes"].as_array().into_iter().flatten();
        let mut calls: Vec<Inbound<'a>> =
            calls.map(|call| Inbound::of(call, &is_no_layer)).collect::<Result<_, _>>()?;
        if let Ok(Some(class)) = Class::of(entry) {
            let arguments: Vec<&str> = class.arguments().map(|argument| argument.name()).collect();
            calls.iter_mut().for_each(|call| call.take_switches(&arguments));
        }
        Ok(calls)
    }

    /// The entry of a layer, with the arguments that are said where it is called.
    fn entry(&self, position: usize) -> Result<Value, String> {
        let mut entry = self.entries[position].clone().into_owned();
        let calls = self.inbound(position)?;
        let settings = calls.first().map(|call| call.settings.clone()).unwrap_or_default();
        if calls.iter().any(|call| call.settings != settings) {
            return Err("its calls differ in more than their tensors".to_owned());
        }
        if let Some(config) = entry["config"].as_object_mut() {
            config.extend(settings);
        }
        Ok(entry)
    }

    fn layer(&self, position: usize, translation: &mut Translation) -> Result<Layer<'a>, String> {
        if is_operation(&self.entries[position]) {
            let found = described(&self.entries[position]);
            return Err(format!("expected a layer, found {found}\nhelp: {CALL_A_LAYER}"));
        }
        let entry = self.entry(position)?;
        if entry["class_name"] == "InputLayer" {
            return Err("it is not among the inputs of the model".to_owned());
        }
        Ok(Layer { call: translation.layer(&entry)?, inbound: self.inbound(position)?, outputs: 1 })
    }

    /// The calls, each behind those whose tensors it is given, those of a layer in their order.
    fn steps(&self) -> Result<Vec<Step>, String> {
        let mut there: HashSet<(&str, usize)> = self.inputs.iter().map(|input| (input.0, input.1)).collect();
        let (mut steps, mut next) = (vec![], vec![0; self.layers.len()]);
        loop {
            let before = steps.len();
            for (position, layer) in self.layers.iter().enumerate() {
                let Some(layer) = layer else { continue };
                while let Some(call) = layer.inbound.get(next[position]) {
                    if call.tensors().any(|tensor| !there.contains(&(tensor.0, tensor.1))) {
                        break;
                    }
                    there.insert((name_of(&self.entries[position]), next[position]));
                    steps.push((position, next[position]));
                    next[position] += 1;
                }
            }
            if steps.len() == before {
                break;
            }
        }
        let waits = |position: &usize| {
            self.layers[*position].as_ref().is_some_and(|layer| next[*position] < layer.inbound.len())
        };
        match (0..self.layers.len()).find(waits) {
            Some(position) => {
                let message = "it is called on a tensor that nothing gives".to_owned();
                Err(about(name_of(&self.entries[position]))(message))
            }
            None => Ok(steps),
        }
    }

    pub fn call(&self, &(position, call): &Step) -> Option<(&Layer<'a>, &Inbound<'a>)> {
        let layer = self.layers[position].as_ref()?;
        Some((layer, &layer.inbound[call]))
    }

    fn source(
        self,
        translation: &Translation,
        steps: &[Step],
        name: &str,
        item: String,
    ) -> Result<Source, String> {
        let words = words(self.found);
        let mut text = Statements::of(&self, steps, &words);
        let mut takes_ids = vec![];
        for history in &self.inputs {
            let position = self.position(history.0)?;
            let declared = &self.entries[position]["config"];
            let wants = self.wants_ids(history, translation);
            let (arguments, takes) =
                input(&declared["batch_shape"], &declared["dtype"], wants).map_err(about(history.0))?;
            takes_ids.push(takes);
            text.input(position, history, arguments);
        }
        for (at, step) in steps.iter().enumerate() {
            text.step(at, step);
        }
        let mut groups = ClassNames::default();
        let mut places = vec![];
        for (position, entry) in self.entries.iter().enumerate() {
            let class = entry["class_name"].as_str().unwrap_or_default();
            let group = groups.next(class);
            if let Some(layer) = &self.layers[position] {
                let (name, model) = (words[position].clone(), layer.call.model.clone());
                places.push(Place { name, group, class: class.to_owned(), model });
            }
        }
        let (name, outputs) = (name.to_owned(), self.outputs.len());
        Ok(Source { name, item, is_graph: true, text: text.finish(), layers: places, takes_ids, outputs })
    }

    /// Whether a layer that takes an input takes ids.
    fn wants_ids(&self, input: &History<'_>, translation: &Translation) -> bool {
        self.layers.iter().flatten().any(|layer| {
            layer.inbound.iter().any(|call| {
                call.tensors().enumerate().any(|(place, given)| {
                    let model = layer.call.model.as_ref().and_then(|item| translation.source(item));
                    given == input
                        && match model {
                            Some(model) => model.takes_ids.get(place) == Some(&true),
                            None => layer.call.takes_ids,
                        }
                })
            })
        })
    }
}
