//! Model whose layers and calls the running program decides.

use crate::autodiff::Tensor;
use crate::config::Value;
use crate::layer::{AnyConfig, CallSignature, ForwardPass, Node, Outcome, Outputs};
use crate::model::inference::{inferred, tensor};
use crate::model::wiring::{call_all, gathered};
use crate::model::{BuiltModel, Model, Source, UnbuiltLayer, Wire, json};
use crate::sealed::Sealed;
use crate::shape::{AnyHead, Dynamic, Inputs, MAX_TENSORS, ShapeResult, Spec, Specs};
use crate::{Error, Result};

/// Model of whatever kind, as a file or a configuration decides it: Keras's `Sequential` or `Functional`, with branches,
/// shared layers, several inputs and outputs, models inside.
///
/// [`load_model`](https://docs.rs/keras/latest/keras/models/fn.load_model.html) makes one. Everything that a [`Model`] can
/// it can; its shapes are checked where it is made and where it is called, by the rules that rustc checks elsewhere.
#[derive(Clone, Debug)]
pub struct AnyModel {
    name: String,
    /// Whether Keras has it as a `Sequential`.
    is_sequential: bool,
    input_names: Vec<String>,
    inputs: Specs,
    nodes: Vec<Box<dyn Node>>,
    /// Their arguments `trainable`.
    trainable: Vec<bool>,
    wires: Vec<Wire>,
    gives: Vec<Source>,
    outputs: Specs,
}

/// A model that is being made: layers are called, one after the other, on tensors that are there.
pub(super) struct Building {
    model: AnyModel,
    /// What the rules have answered to the calls, and which was the first of each layer.
    calls: Vec<Outcome>,
    first: Vec<usize>,
}

impl Building {
    /// A model of this name without layers.
    pub fn new(name: String, is_sequential: bool) -> Self {
        let (inputs, outputs) = (Specs::new(&[]), Specs::new(&[]));
        let (input_names, nodes, trainable, wires, gives) = Default::default();
        let model =
            AnyModel { name, is_sequential, input_names, inputs, nodes, trainable, wires, gives, outputs };
        Self { model, calls: vec![], first: vec![] }
    }

    /// Adds an input.
    pub fn input(&mut self, name: String, spec: Spec) -> Result<Source> {
        let position = self.model.input_names.len();
        at_most("inputs", position + 1)?;
        self.check_name(&name)?;
        self.model.input_names.push(name);
        self.model.inputs = self.model.inputs.push(spec);
        Ok(Source::Input(position))
    }

    /// Adds a layer and calls it.
    pub fn add(&mut self, layer: &UnbuiltLayer, name: String, inputs: &[Source]) -> Result<usize> {
        self.check_name(&name)?;
        let config = match &layer.config {
            ShapeResult::Ok(config) => config,
            ShapeResult::Err(fault) => return ShapeResult::Err(*fault).about(layer.class),
        };
        let specs = self.specs(inputs)?;
        let inputs_of_rule = Inputs::new(specs.as_slice());
        let outcome = match self.model.is_sequential {
            true => config.outcome(inputs_of_rule).alone(),
            false => config.outcome(inputs_of_rule),
        };
        outcome.about(layer.class)?;
        self.model.nodes.push(config.build(&name, inputs_of_rule, &outcome, layer.trainable));
        self.model.trainable.push(layer.trainable);
        self.first.push(self.calls.len());
        Ok(self.called(self.model.nodes.len() - 1, inputs, outcome))
    }

    /// Calls a layer that is there again.
    pub fn call(&mut self, node: usize, inputs: &[Source]) -> Result<usize> {
        let specs = self.specs(inputs)?;
        let built = &self.model.nodes[node];
        let outcome = built.outcome(Inputs::new(specs.as_slice())).sharing(&self.calls[self.first[node]]);
        outcome.about(built.class())?;
        Ok(self.called(node, inputs, outcome))
    }

    fn called(&mut self, node: usize, inputs: &[Source], outcome: Outcome) -> usize {
        self.model.wires.push(Wire { node, inputs: Source::list(inputs) });
        self.calls.push(outcome);
        self.calls.len() - 1
    }

    /// Puts the layers in the order of these numbers, one for each.
    pub fn arrange(mut self, places: &[usize]) -> Self {
        let model = &mut self.model;
        let mut layers: Vec<_> =
            places.iter().zip(model.nodes.drain(..).zip(model.trainable.drain(..))).enumerate().collect();
        layers.sort_by_key(|(_, (place, _))| **place);
        let mut now = vec![0; layers.len()];
        for (position, (before, (_, (node, trainable)))) in layers.into_iter().enumerate() {
            now[before] = position;
            model.nodes.push(node);
            model.trainable.push(trainable);
        }
        model.wires.iter_mut().for_each(|wire| wire.node = now[wire.node]);
        self
    }

    /// The model, which gives these tensors.
    pub fn finish(mut self, gives: Vec<Source>) -> Result<AnyModel> {
        self.model.outputs = self.specs(&gives)?;
        self.model.gives = gives;
        Ok(self.model)
    }

    fn specs(&self, sources: &[Source]) -> Result<Specs> {
        at_most("tensors", sources.len())?;
        let mut specs = Specs::new(&[]);
        for source in sources {
            let spec = tensor(source, &self.model.inputs, &self.calls);
            specs = specs.push(spec.ok_or_else(|| Error::new("", "a tensor is not there"))?);
        }
        Ok(specs)
    }

    fn check_name(&self, name: &str) -> Result<()> {
        if name.is_empty() || name.contains('/') {
            return Err(Error::expected("name", "one without `/`, of a letter or more", format!("{name:?}")));
        }
        let is_taken = self.model.input_names.iter().any(|known| known == name)
            || self.model.nodes.iter().any(|node| node.name() == name);
        if is_taken {
            Err(Error::new("", format!("another layer is already named `{name}`")))
        } else {
            Ok(())
        }
    }
}

/// An error if there are more tensors than a layer or model can have.
fn at_most(what: &str, count: usize) -> Result<()> {
    if count <= MAX_TENSORS {
        return Ok(());
    }
    Err(Error::expected("", format_args!("at most {MAX_TENSORS} {what} of a layer or model"), count))
}

impl AnyModel {
    fn node_name(&self, source: &Source) -> &str {
        match *source {
            Source::Input(input) => &self.input_names[input],
            Source::Call(call, _) => self.nodes[self.wires[call].node].name(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Sealed for AnyModel {}

impl Model for AnyModel {
    type Input = Dynamic;
    type Output = Dynamic;
    type Head = AnyHead;

    fn name(&self) -> &str {
        &self.name
    }

    fn inputs(&self) -> Specs {
        self.inputs
    }

    fn outputs(&self) -> Specs {
        self.outputs
    }

    fn input_names(&self) -> Vec<&str> {
        self.input_names.iter().map(|name| &**name).collect()
    }

    fn output_names(&self) -> Vec<&str> {
        self.gives.iter().map(|source| self.node_name(source)).collect()
    }

    fn each_node<'a>(&'a self, visit: &mut dyn FnMut(&'a str, &'a dyn Node)) {
        self.nodes.iter().for_each(|node| visit(node.name(), &**node));
    }

    fn each_node_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut dyn Node)) {
        self.nodes.iter_mut().for_each(|node| visit(&mut **node));
    }

    fn trainable_arguments(&self) -> Vec<bool> {
        self.trainable.clone()
    }

    fn wires(&self) -> Option<&[Wire]> {
        if self.is_sequential { None } else { Some(&self.wires) }
    }

    fn gives(&self) -> &[Source] {
        &self.gives
    }

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        if !pass.accepts(&self.name, &self.inputs, inputs) {
            return pass.nothing(self.gives.len());
        }
        let mut calls = vec![Outputs::default(); self.wires.len()];
        call_all(&|node| &*self.nodes[node], &self.wires, inputs, &mut calls, pass);
        gathered(&self.gives, inputs, &calls)
    }
}

/// A model as a layer of another one: each place that it is built at has a copy of its own.
impl AnyConfig for AnyModel {
    fn signature(&self) -> CallSignature {
        CallSignature::UNNAMED
    }

    fn outcome(&self, inputs: Inputs<'_>) -> Outcome {
        inferred(self, inputs)
    }

    fn build(&self, name: &str, _: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Box<dyn Node> {
        Box::new(BuiltModel::of(self.clone(), name, outcome, trainable))
    }

    fn object(&self, name: Option<&str>, _: bool) -> Result<Value> {
        json::object(self, name.unwrap_or(&self.name))
    }
}
