//! A network: the layers of a model, and their calls.

use proc_macro2::{Ident, Span};

use super::names::Names;
use crate::errors::Errors;
use crate::parse::{InputShape, Layer};
use crate::word::{Word, snake_case};

/// What stands after a tensor.
#[derive(Clone, Copy, PartialEq)]
pub enum Tensor {
    /// An input of the model.
    Input(usize),
    /// Output `index` of a call.
    Output { call: usize, index: usize },
    /// A layer that did not parse: nothing is known, and nothing more is said about it.
    Unknown,
}

/// A layer of the model, once, however often it is called.
pub struct Node {
    pub layer: Layer,
    pub name: Ident,
}

/// A call of a layer on tensors.
pub struct Call {
    pub node: usize,
    /// By position, then by name.
    pub inputs: Vec<Tensor>,
    /// The names of the last inputs, each with the number of its tensors: none of one that is said to be so, `reverse = true`.
    pub names: Vec<(Ident, usize)>,
    /// The arguments of the layer that are given with this call.
    pub settings: Vec<Ident>,
    /// How many tensors a tuple pattern takes apart; one without a pattern.
    pub outputs: usize,
    /// The name that the layer is called by, if it is bound to one.
    pub named: Option<Span>,
}

impl Call {
    /// A call by position.
    pub fn new(node: usize, inputs: Vec<Tensor>) -> Self {
        Self { node, inputs, names: vec![], settings: vec![], outputs: 1, named: None }
    }

    /// The tensors without a name.
    pub fn by_position(&self) -> &[Tensor] {
        let count: usize = self.names.iter().map(|(_, count)| count).sum();
        &self.inputs[..self.inputs.len() - count]
    }

    /// The names, each with its tensors.
    pub fn by_name(&self) -> Vec<(&Ident, &[Tensor])> {
        let mut rest = &self.inputs[self.by_position().len()..];
        let mut named = vec![];
        for (name, count) in &self.names {
            let (tensors, behind) = rest.split_at(*count);
            named.push((name, tensors));
            rest = behind;
        }
        named
    }
}

/// An input of the model.
pub struct Input {
    pub name: String,
    pub shape: InputShape,
    /// The layer that takes it as the first of a list: its element type is the one that the layer wants.
    pub into: Option<usize>,
}

/// `input` on a layer that already has one: both must agree.
pub struct InputAssertion {
    pub shape: InputShape,
    pub tensor: Tensor,
    pub layer: String,
}

/// A model: its inputs, layers, calls in order, and outputs.
#[derive(Default)]
pub struct Network {
    pub inputs: Vec<Input>,
    pub nodes: Vec<Node>,
    pub calls: Vec<Call>,
    pub claims: Vec<InputAssertion>,
    pub outputs: Vec<Tensor>,
    /// What Keras calls a model without a name of its own.
    pub kind: &'static str,
    /// What the model is called, if that is not the name of its struct.
    pub name: Option<String>,
    names: Names,
}

impl Network {
    /// Nothing yet.
    pub fn new(kind: &'static str) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Adds a layer and hands out its number.
    pub fn add(&mut self, layer: Layer, errors: &mut Errors) -> usize {
        let base = snake_case(&layer.class());
        let name = match (&layer.name, &layer.misnamed) {
            (None, Some(name)) if let Some(name) = self.names.claim_if_free(name) => name,
            (name, _) => self.names.claim(name.as_ref(), &base, errors),
        };
        self.nodes.push(Node { layer, name });
        self.nodes.len() - 1
    }

    /// Adds an input and hands out its tensor.
    pub fn input(
        &mut self,
        shape: InputShape,
        name: Option<Ident>,
        into: Option<usize>,
        errors: &mut Errors,
    ) -> Tensor {
        let name = self.names.claim(name.as_ref(), "input_layer", errors).text();
        self.inputs.push(Input { name, shape, into });
        Tensor::Input(self.inputs.len() - 1)
    }

    /// Adds a layer of which the name is all that could be read.
    pub fn lose(&mut self, name: &Ident) {
        if let Some(name) = self.names.claim_if_free(name) {
            self.nodes.push(Node { layer: Layer::lost(name.span()), name });
        }
    }

    /// Calls a layer.
    pub fn call(&mut self, call: Call) -> Tensor {
        self.calls.push(call);
        Tensor::Output { call: self.calls.len() - 1, index: 0 }
    }
}
