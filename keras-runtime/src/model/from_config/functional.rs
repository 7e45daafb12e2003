//! Graphs of calls.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use keras_files::graph::{
    CALL_A_LAYER, History, as_layer, described, histories, is_operation, masked, name_of, outputs,
};

use super::inbound::Inbound;
use super::{input_dtype, layers, spec, unbuilt};
use crate::config::{Classes, Map, Value};
use crate::model::any::Building;
use crate::model::masks::check_found;
use crate::model::{AnyModel, Source, UnbuiltLayer};
use crate::shape::DType;
use crate::{Error, Result};

/// A model of layers that are called on each other's tensors.
pub(super) fn functional(config: &Map, name: Option<&str>, classes: &dyn Classes) -> Result<AnyModel> {
    let found = layers(config)?;
    let entries: Vec<Cow<'_, Value>> =
        found.iter().map(|layer| as_layer(layer).map_or(Cow::Borrowed(layer), Cow::Owned)).collect();
    let mut graph = Graph::of(found, &entries)?;
    let inputs = config.get("input_layers").map(histories).unwrap_or_default();
    let outputs = outputs(found, config.get("output_layers").unwrap_or(&Value::Null));
    if outputs.is_empty() {
        return Err(Error::new("outputs", "there are none"));
    }
    graph.follow(&inputs, &outputs, classes)?;
    let mut building = Building::new(name.unwrap_or("functional").to_owned(), false);
    let mut sources = HashMap::new();
    for input in &inputs {
        let declared = &entries[graph.position(input)?]["config"];
        let place = |error: Error| error.within(format_args!("input `{}`", input.0));
        let dtype = input_dtype(declared.get("dtype"), graph.wanted(input)).map_err(place)?;
        let spec = spec(declared.get("batch_shape"), dtype).map_err(place)?;
        sources.insert(*input, building.input(input.0.to_owned(), spec).map_err(place)?);
    }
    let order = graph.build(&mut building, sources)?;
    let gives = outputs.iter().filter_map(|output| order.source(output)).collect();
    building.arrange(&order.layers).finish(gives).map_err(|error| error.within("outputs"))
}

/// The layers of a configuration and the calls that lead to the outputs.
struct Graph<'a> {
    found: &'a [Value],
    entries: &'a [Cow<'a, Value>],
    positions: HashMap<&'a str, usize>,
    /// Those that lead to the outputs.
    layers: Vec<Option<Layer<'a>>>,
}

struct Layer<'a> {
    unbuilt: UnbuiltLayer,
    calls: Vec<Inbound<'a>>,
}

/// What has been built: the calls, and of which entry each layer is.
struct Order<'a> {
    sources: HashMap<History<'a>, Source>,
    calls: HashMap<(&'a str, usize), usize>,
    layers: Vec<usize>,
}

impl Order<'_> {
    /// A tensor in the model, if it is there by now.
    fn source(&self, tensor: &History<'_>) -> Option<Source> {
        let &(name, call, output) = tensor;
        let call = || self.calls.get(&(name, call)).map(|call| Source::Call(*call, output));
        self.sources.get(tensor).copied().or_else(call)
    }
}

impl<'a> Graph<'a> {
    fn of(found: &'a [Value], entries: &'a [Cow<'a, Value>]) -> Result<Self> {
        let mut positions = HashMap::new();
        for (position, entry) in entries.iter().enumerate() {
            let name = name_of(entry);
            if positions.insert(name, position).is_some() {
                return Err(Error::new("", format!("two layers are named `{name}`")));
            }
        }
        let layers = entries.iter().map(|_| None).collect();
        Ok(Self { found, entries, positions, layers })
    }

    fn position(&self, &(name, ..): &History<'_>) -> Result<usize> {
        let position = self.positions.get(name).copied();
        position.ok_or_else(|| Error::new("", format!("there is no layer `{name}`, whose tensor is used")))
    }

    fn place(&self, position: usize) -> String {
        format!("layer {position} `{}`", name_of(&self.entries[position]))
    }

    /// Reads the layers that lead from the inputs to the outputs. All others have to be what Keras adds to find masks.
    fn follow(
        &mut self,
        inputs: &[History<'a>],
        outputs: &[History<'a>],
        classes: &dyn Classes,
    ) -> Result<()> {
        let masked = masked(self.found);
        let (mut left, mut seen) = (outputs.to_vec(), HashSet::new());
        while let Some(tensor) = left.pop() {
            let position = self.position(&tensor)?;
            if inputs.contains(&tensor) || !seen.insert((position, tensor.1)) {
                continue;
            }
            let place = self.place(position);
            let located = |error: Error| error.within(&place);
            if self.layers[position].is_none() {
                self.layers[position] = Some(self.layer(position, classes).map_err(&located)?);
            }
            let calls = self.layers[position].as_ref().map(|layer| &layer.calls);
            let Some(call) = calls.and_then(|calls| calls.get(tensor.1)) else {
                return Err(located(Error::new("", format!("it has no call {}", tensor.1))));
            };
            for mask in &call.masks {
                let entry = |name: &str| self.positions.get(name).map(|position| &self.found[*position]);
                check_found(mask, &entry, &masked).map_err(&located)?;
            }
            left.extend(call.tensors());
        }
        let is_input = |name: &str| inputs.iter().any(|input| input.0 == name);
        let is_left = |&position: &usize| {
            self.layers[position].is_none()
                && !is_input(name_of(&self.entries[position]))
                && !is_operation(&self.found[position])
        };
        match (0..self.layers.len()).find(is_left) {
            Some(position) => Err(Error::new(self.place(position), "no output comes from it")),
            None => Ok(()),
        }
    }

    /// The layer of an entry, with what is said at its calls.
    fn layer(&self, position: usize, classes: &dyn Classes) -> Result<Layer<'a>> {
        let entry: &'a Value = &self.entries[position];
        if entry["class_name"] == "InputLayer" {
            return Err(Error::new("", "it is not among the inputs of the model"));
        }
        if is_operation(entry) {
            return Err(Error::expected("", "a layer", described(entry)).help(CALL_A_LAYER));
        }
        let unmade = unbuilt(entry, Map::new(), classes)?;
        let calls = entry["inbound_nodes"].as_array().into_iter().flatten();
        let calls = calls.map(|call| Inbound::of(call, unmade.signature())).collect::<Result<Vec<_>>>()?;
        let settings = calls.first().map(|call| call.settings.clone()).unwrap_or_default();
        if calls.iter().any(|call| call.settings != settings) {
            return Err(Error::new("", "its calls differ in more than their tensors"));
        }
        let unbuilt = if settings.is_empty() { unmade } else { unbuilt(entry, settings, classes)? };
        Ok(Layer { unbuilt, calls })
    }

    /// What the layers that take an input take.
    fn wanted(&self, input: &History<'_>) -> DType {
        let takes =
            |layer: &&Layer<'_>| layer.calls.iter().any(|call| call.tensors().any(|given| given == input));
        let mut takers = self.layers.iter().flatten().filter(takes);
        if takers.any(|layer| layer.unbuilt.dtype == DType::Int) { DType::Int } else { DType::Float }
    }

    /// Makes the calls, each when its tensors are there, those of a layer in their order.
    fn build(&self, building: &mut Building, sources: HashMap<History<'a>, Source>) -> Result<Order<'a>> {
        let mut order = Order { sources, calls: HashMap::new(), layers: vec![] };
        let mut next = vec![0; self.layers.len()];
        let mut nodes = vec![None; self.layers.len()];
        loop {
            let before = order.calls.len();
            for position in 0..self.layers.len() {
                let Some(layer) = &self.layers[position] else { continue };
                while let Some(call) = layer.calls.get(next[position]) {
                    if call.tensors().any(|tensor| order.source(tensor).is_none()) {
                        break;
                    }
                    let name = name_of(&self.entries[position]);
                    let made = call
                        .sources(layer.unbuilt.signature(), &|tensor| order.source(tensor))
                        .and_then(|given| match nodes[position] {
                            None => building.add(&layer.unbuilt, name.to_owned(), &given),
                            Some(node) => building.call(node, &given),
                        });
                    let made = made.map_err(|error| error.within(self.place(position)))?;
                    if nodes[position].is_none() {
                        nodes[position] = Some(order.layers.len());
                        order.layers.push(position);
                    }
                    order.calls.insert((name, next[position]), made);
                    next[position] += 1;
                }
            }
            if order.calls.len() == before {
                break;
            }
        }
        let waits = |position: &usize| {
            self.layers[*position].as_ref().is_some_and(|layer| next[*position] < layer.calls.len())
        };
        match (0..self.layers.len()).find(waits) {
            Some(position) => {
                Err(Error::new(self.place(position), "it is called on a tensor that nothing gives"))
            }
            None => Ok(order),
        }
    }
}
