//! A model: layers, wired. A model is itself a layer.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use ndarray::ArrayD;

use super::plan::Cost;
use super::summary::Summary;
use super::{LayerConfig, Node, Outcome, Outputs, Pass, Plan, Weight};
use crate::autodiff::Tensor;
use crate::shape::{DType, Fault, Inputs, Rule, Shape, Specs};
use crate::{Error, Result};

/// What `sequential!`, `graph!` and [`Sequential`](super::Sequential) make.
pub trait Model: Send + Sync + 'static {
    /// The shape of a sample as a type, such as [`Rank1<784>`](crate::shape::Rank1); a tuple for several inputs.
    type Input;
    /// The shape of what it gives for a sample; a tuple for several outputs.
    type Output;
    /// What the last axis of the output means; a tuple for several outputs.
    type Head;

    /// The name of the model.
    fn name(&self) -> &str;

    /// The specs of the inputs.
    fn inputs(&self) -> Specs;

    /// The specs of the outputs.
    fn outputs(&self) -> Specs;

    /// The names of the inputs.
    fn input_names(&self) -> Vec<&str>;

    /// The names of the layers that give the outputs.
    fn output_names(&self) -> Vec<&str>;

    /// Shows each layer, in the order in which they were written.
    fn each_node<'a>(&'a self, visit: &mut dyn FnMut(&'a dyn Node));

    /// Shows each layer, to change.
    fn each_node_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut dyn Node));

    /// Which layer takes what from where; `None` if each takes what the one before it gives.
    fn wires(&self) -> Option<&'static [Wire]>;

    /// The outputs for a batch.
    fn call(&self, inputs: &[Tensor], pass: &Pass) -> Outputs;

    /// The layers, in the order in which they were written.
    fn nodes(&self) -> Vec<&dyn Node> {
        let mut nodes = Vec::new();
        self.each_node(&mut |node| nodes.push(node));
        nodes
    }

    /// The layers, to change.
    fn nodes_mut(&mut self) -> Vec<&mut dyn Node> {
        let mut nodes = Vec::new();
        self.each_node_mut(&mut |node| nodes.push(node));
        nodes
    }

    /// A table of the layers, their output shapes and numbers of weights, in Keras's look.
    fn summary(&self) -> Summary {
        Summary::of(self)
    }

    /// A layer by its name.
    ///
    /// # Errors
    ///
    /// If there is no layer of this name.
    fn get_layer(&self, name: &str) -> Result<&dyn Node> {
        let nodes = self.nodes();
        let known: Vec<String> = nodes.iter().map(|node| node.name().to_owned()).collect();
        nodes.into_iter().find(|node| node.name() == name).ok_or_else(|| {
            Error::expected(
                format!("model `{}`", self.name()),
                format!("a layer of {}", known.join(", ")),
                format!("`{name}`"),
            )
        })
    }

    /// The number of weights, counted by element.
    fn count_params(&self) -> usize {
        self.nodes()
            .iter()
            .flat_map(|node| node.weights())
            .map(|weight| weight.variable().value().len())
            .sum()
    }

    /// Copies of all weights, layer by layer, in Keras's order.
    fn get_weights(&self) -> Vec<ArrayD<f32>> {
        self.nodes()
            .iter()
            .flat_map(|node| node.weights())
            .map(|weight| weight.variable().to_array())
            .collect()
    }

    /// Replaces all weights by those of a list in Keras's order.
    ///
    /// # Errors
    ///
    /// If the number of arrays or the shape of one differs. The model is unchanged then.
    fn set_weights(&mut self, weights: &[ArrayD<f32>]) -> Result<()> {
        let place = format!("model `{}`, set_weights", self.name());
        let mut nodes = self.nodes_mut();
        let mut targets: Vec<&mut Weight> = nodes.iter_mut().flat_map(|node| node.weights_mut()).collect();
        if targets.len() != weights.len() {
            return Err(Error::expected(place, format!("{} arrays", targets.len()), weights.len()));
        }
        for (target, array) in targets.iter().zip(weights) {
            if target.variable().shape()[..] != *array.shape() {
                let expected =
                    format!("an array of {} for `{}`", target.variable().shape(), target.variable().name());
                return Err(Error::expected(place, expected, format!("{:?}", array.shape())));
            }
        }
        for (target, array) in targets.iter_mut().zip(weights) {
            target
                .variable_mut()
                .set(array.as_standard_layout().as_slice().expect("the layout is standard"))?;
        }
        Ok(())
    }

    /// Lets training change the weights of all layers, or of none.
    fn set_trainable(&mut self, trainable: bool) {
        self.each_node_mut(&mut |node| node.set_trainable(trainable));
    }
}

/// A model whose shapes rustc has checked: what it costs is known before the program runs.
pub trait Checked: Model + Default {
    /// The specs of the inputs.
    const INPUTS: Specs;
    /// The specs of the outputs.
    const OUTPUTS: Specs;
    /// The number of weights, counted by element.
    const PARAMS: usize;
    /// The number of weights that training changes.
    const TRAINABLE_PARAMS: usize;
    /// Floating point operations for one sample, a multiplication and an addition counting as two.
    const FLOPS: u64;
    /// The bytes that the outputs of all layers take for one sample; an axis of unknown size counts once.
    const ACTIVATION_BYTES: usize;

    /// The shape of the first input, for use where a shape or size is written: `Input(shape = Encoder::INPUT)`.
    const INPUT: Shape = Self::INPUTS.as_slice()[0].shape();
    /// The shape of the first output: `Dense(Encoder::OUTPUT.at(0))`.
    const OUTPUT: Shape = Self::OUTPUTS.as_slice()[0].shape();
}

/// Where a tensor comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// An input of the model, by position.
    Input(usize),
    /// An output of a call, by position.
    Call(usize, usize),
}

/// A call of a layer.
#[derive(Clone, Copy, Debug)]
pub struct Wire {
    /// Which layer.
    pub node: usize,
    /// On what.
    pub inputs: &'static [Source],
}

/// The type of the field for the layer at a position: how a named model refers to types out of sight.
pub trait Field<const POSITION: usize> {
    /// What the layer is built as.
    type Built;
}

/// The arguments of a model as a layer of another one: it takes none.
#[derive(Debug)]
pub struct NestedArgs<M>(Rule<Nested<M>>);

impl<M: Checked> NestedArgs<M> {
    /// No arguments.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self(Rule::Fits(Nested(PhantomData)))
    }

    /// What is written behind the name of a model is a mistake.
    #[doc(hidden)]
    pub const fn positional_0<T: Copy>(self, _: [T; 1]) -> Self {
        Self(Rule::Fails(
            Fault::new("is a model, which takes no arguments: its layers have them")
                .help("call it on a tensor: `Model()(x)`"),
        ))
    }

    #[doc(hidden)]
    pub const fn __one(self) -> Self {
        self
    }

    #[doc(hidden)]
    pub const fn __several(self) -> Self {
        self
    }

    /// The layer.
    pub const fn build(self) -> Rule<Nested<M>> {
        self.0
    }
}

/// A model as a layer of another one.
pub struct Nested<M>(PhantomData<fn() -> M>);

impl<M: Checked> Nested<M> {
    /// What it is given must fit the inputs of the model.
    pub const fn rule(&self, inputs: Inputs<'_>) -> Rule<Plan> {
        let (given, takes) = (inputs.as_slice(), M::INPUTS.as_slice());
        if given.len() != takes.len() {
            return Rule::Fails(
                Fault::new("is a model of ")
                    .number(takes.len())
                    .text(" inputs, was given ")
                    .number(given.len()),
            );
        }
        let mut i = 0;
        while i < given.len() {
            let takes_this = Fault::new("is a model that takes ");
            if !given[i].shape().fits(&takes[i].shape()) {
                let fault = as_input(i, takes.len(), takes_this.shape(&takes[i].shape()));
                return Rule::Fails(fault.text(", was given ").shape(&given[i].shape()));
            }
            let kinds = match (takes[i].dtype(), given[i].dtype()) {
                (DType::Float, DType::Int) => Some(("numbers", "integer ids")),
                (DType::Int, DType::Float) => Some(("integer ids", "numbers")),
                _ => None,
            };
            if let Some((takes_kind, given_kind)) = kinds {
                let fault = as_input(i, takes.len(), takes_this.text(takes_kind))
                    .text(", was given ")
                    .text(given_kind);
                return Rule::Fails(
                    fault.help("the element type is said at the input: `Input(80, dtype = int32)`"),
                );
            }
            i += 1;
        }
        let inner = Cost {
            params: M::PARAMS,
            trainable_params: M::TRAINABLE_PARAMS,
            activation_bytes: M::ACTIVATION_BYTES,
        };
        Rule::Fits(Plan::with_outputs(M::OUTPUTS).inner(inner).flops(M::FLOPS))
    }
}

/// Says which input of a model a fault is about, if it has several.
const fn as_input(position: usize, count: usize, fault: Fault) -> Fault {
    if count == 1 { fault } else { fault.text(" as input ").number(position + 1) }
}

impl<M> Clone for Nested<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Nested<M> {}

impl<M> fmt::Debug for Nested<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nested")
    }
}

impl<M: Checked> LayerConfig for Nested<M> {
    type Built = BuiltModel<M>;

    const CLASS: &'static str = "Model";

    fn outcome(&self, inputs: Inputs<'_>) -> Outcome {
        super::Answer(self.rule(inputs)).outcome(1)
    }

    fn build(self, name: &str, _: &Outcome, trainable: bool) -> Self::Built {
        let mut model = M::default();
        if !trainable {
            model.set_trainable(false);
        }
        BuiltModel { name: name.to_owned(), model }
    }
}

/// A model in a model: it has a name there, and is otherwise the model itself.
#[derive(Debug)]
pub struct BuiltModel<M> {
    name: String,
    model: M,
}

impl<M> Deref for BuiltModel<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.model
    }
}

impl<M> DerefMut for BuiltModel<M> {
    fn deref_mut(&mut self) -> &mut M {
        &mut self.model
    }
}

#[diagnostic::do_not_recommend]
impl<M: Checked> Node for BuiltModel<M> {
    fn name(&self) -> &str {
        &self.name
    }

    fn class(&self) -> &str {
        if self.model.wires().is_some() { "Functional" } else { "Sequential" }
    }

    fn outputs(&self) -> Specs {
        M::OUTPUTS
    }

    fn each_weight<'a>(&'a self, visit: &mut dyn FnMut(&'a Weight)) {
        self.model.each_node(&mut |node| node.each_weight(visit));
    }

    fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight)) {
        self.model.each_node_mut(&mut |node| node.each_weight_mut(visit));
    }

    fn set_trainable(&mut self, trainable: bool) {
        self.model.set_trainable(trainable);
    }

    fn call(&self, inputs: &[Tensor], pass: &Pass) -> Outputs {
        self.model.call(inputs, pass)
    }
}
