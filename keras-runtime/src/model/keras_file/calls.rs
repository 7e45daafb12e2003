//! The calls of a functional model's layers: which is called on what.

use std::collections::HashMap;

use keras_files::graph::{History, histories, is_mask, name_of, outputs};

use crate::config::Value;
use crate::{Error, Result};

/// The calls of the layers of a model, and its inputs and outputs.
pub(super) struct Calls<'a> {
    /// Of each input and layer: what it is by its place, whatever it is called.
    places: HashMap<&'a str, Place>,
    /// Of each layer, for each call the tensors that it is given.
    calls: Vec<Vec<Vec<History<'a>>>>,
    outputs: Vec<History<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Input(usize),
    Layer(usize),
}

impl<'a> Calls<'a> {
    /// Those of a model with these layers.
    pub fn of(config: &'a Value, layers: &[&'a Value]) -> Result<Self> {
        let all = config["layers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let inputs = histories(&config["input_layers"]);
        let inputs = inputs.iter().enumerate().map(|(i, (name, ..))| (*name, Place::Input(i)));
        let places = layers.iter().enumerate().map(|(i, layer)| (name_of(layer), Place::Layer(i)));
        let calls_of = |layer: &&'a Value| {
            let calls = layer["inbound_nodes"].as_array().into_iter().flatten().map(|call| {
                let mut given = histories(&call["args"]);
                for (argument, value) in call["kwargs"].as_object().into_iter().flatten() {
                    // The masks that Keras has found for tensors stand with them.
                    if !is_mask(argument) {
                        given.extend(histories(value));
                    }
                }
                given
            });
            calls.collect()
        };
        Ok(Self {
            places: inputs.chain(places).collect(),
            calls: layers.iter().map(calls_of).collect(),
            outputs: outputs(all, &config["output_layers"]),
        })
    }

    /// Gives each call a number, the same to equal calls of equal models: what `known` says of a layer on some tensors.
    fn numbers(&self, known: &mut HashMap<(usize, Vec<Tensor>), usize>) -> Result<Vec<Vec<usize>>> {
        let mut numbers: Vec<Vec<Option<usize>>> =
            self.calls.iter().map(|calls| vec![None; calls.len()]).collect();
        let mut left: Vec<(usize, usize)> = vec![];
        for (layer, calls) in self.calls.iter().enumerate() {
            left.extend((0..calls.len()).map(|call| (layer, call)));
        }
        while !left.is_empty() {
            let before = left.len();
            let mut waiting = vec![];
            for (layer, call) in left {
                let given = self.calls[layer][call].iter().map(|history| self.tensor(history, &numbers));
                match given.collect::<Option<Vec<_>>>() {
                    Some(given) => {
                        let next = known.len();
                        numbers[layer][call] = Some(*known.entry((layer, given)).or_insert(next));
                    }
                    None => waiting.push((layer, call)),
                }
            }
            left = waiting;
            if left.len() == before {
                return Err(Error::new("", "its layers are called on tensors that nothing gives"));
            }
        }
        Ok(numbers.into_iter().map(|calls| calls.into_iter().flatten().collect()).collect())
    }

    /// A tensor by the number of the call that gives it, if it has one by now.
    fn tensor(&self, &(name, call, output): &History<'_>, numbers: &[Vec<Option<usize>>]) -> Option<Tensor> {
        match *self.places.get(name)? {
            Place::Input(input) => Some((Place::Input(input), 0)),
            Place::Layer(layer) => Some((Place::Layer((*numbers[layer].get(call)?)?), output)),
        }
    }
}

/// A tensor: an input, or the call of a number, and which of its outputs.
type Tensor = (Place, usize);

/// Compares the calls of two models with the same layers, which are called so.
///
/// # Errors
///
/// The first layer that is called on other tensors.
pub(super) fn check_calls(layers: &[&str], own: &Calls<'_>, found: &Calls<'_>) -> Result<()> {
    let differs = |layer: &str| {
        Error::new(format!("layer `{layer}`"), "it is called on other tensors than in the file")
    };
    for ((layer, own), found) in layers.iter().zip(&own.calls).zip(&found.calls) {
        if own.len() != found.len() {
            return Err(differs(layer));
        }
    }
    let mut known = HashMap::new();
    let (own_numbers, found_numbers) = (own.numbers(&mut known)?, found.numbers(&mut known)?);
    for ((layer, own), found) in layers.iter().zip(&own_numbers).zip(&found_numbers) {
        let sorted = |numbers: &[usize]| {
            let mut numbers = numbers.to_vec();
            numbers.sort_unstable();
            numbers
        };
        if sorted(own) != sorted(found) {
            return Err(differs(layer));
        }
    }
    let ends = |calls: &Calls<'_>, numbers: &[Vec<usize>]| -> Vec<Option<Tensor>> {
        let numbers: Vec<Vec<Option<usize>>> =
            numbers.iter().map(|numbers| numbers.iter().copied().map(Some).collect()).collect();
        calls.outputs.iter().map(|history| calls.tensor(history, &numbers)).collect()
    };
    if ends(own, &own_numbers) != ends(found, &found_numbers) {
        return Err(Error::new("outputs", "they come from other layers than in the file"));
    }
    Ok(())
}
