//! Context of a layer's call: its weights, its states, its random numbers.

use std::sync::Arc;

use crate::Error;
use crate::autodiff::{RandomSource, Tape, Tensor, Variable};
use crate::kernels::random::Stream;
use crate::layer::inner::InnerNode;
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::weight::no_weight;
use crate::layer::{ForwardPass, NodePath, Outputs, Weight};
use crate::shape::Specs;

/// Context of a layer's call: its weights, states and random seeds in a [`ForwardPass`].
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub(super) pass: &'a ForwardPass,
    pub(super) layer: &'a str,
    pub(super) weights: &'a [Weight],
    pub(super) inner: &'a [InnerNode],
    pub(super) memory: &'a Arc<RecurrentState>,
    pub(super) trainable: bool,
}

impl Context<'_> {
    /// Calls an inner layer, which has a position in the order of the fields that hold inner layers.
    pub fn call_inner(&self, position: usize, inputs: &[Tensor]) -> Outputs {
        match self.inner.get(position) {
            Some(inner) => inner.node.call(inputs, self.pass),
            None => {
                let found = format!("layer {position}");
                let expected = format!("one of {} layers inside", self.inner.len());
                let error = Error::expected(format!("layer `{}`", self.layer), expected, found);
                Outputs::new([self.pass.tape.fail(error)])
            }
        }
    }

    /// The specs of what a layer inside this one gives.
    pub fn inner_outputs(&self, position: usize) -> Specs {
        self.inner.get(position).map_or(Specs::new(&[]), |inner| inner.node.outputs())
    }

    /// Takes `count` turns with the same random choices in each: what a cell drops in one time step, it drops in all.
    pub fn repeat(&self, count: usize, mut turn: impl FnMut(usize)) {
        let calls = self.pass.calls.get();
        for i in 0..count {
            self.pass.calls.set(calls);
            turn(i);
        }
    }

    /// The first weight of an inner layer, such as its kernel.
    pub(crate) fn first_inner_weight(&self, position: usize) -> Option<&Variable> {
        let mut first = None;
        self.inner.get(position)?.node.each_weight(&NodePath::ROOT, &mut |_, weight| {
            first.get_or_insert(weight.variable());
        });
        first
    }

    /// A weight that the shape rule has declared. One that it has not is an error of the computation.
    pub fn weight(&self, name: &str) -> Tensor {
        self.find_weight(name).unwrap_or_else(|| self.pass.tape.fail(self.no_weight(name)))
    }

    /// A weight that the shape rule may have declared, such as a bias.
    pub fn find_weight(&self, name: &str) -> Option<Tensor> {
        let weight = self.weights.iter().find(|weight| weight.name() == name)?;
        Some(self.pass.tape.variable(weight.variable()))
    }

    fn no_weight(&self, name: &str) -> Error {
        no_weight(format!("layer `{}`", self.layer), name, self.weights.iter().map(Weight::name))
    }

    /// Assigns a weight that the shape rule has declared its next value, as the moving averages of `BatchNormalization` have:
    /// the rest of this pass sees it, and the weight keeps it when a step of training ends well. Otherwise it is
    /// forgotten.
    pub fn update(&self, name: &str, value: &Tensor) {
        match self.weights.iter().find(|weight| weight.name() == name) {
            Some(weight) => self.pass.tape.assign(weight.variable(), value),
            None => drop(self.pass.tape.fail(self.no_weight(name))),
        }
    }

    /// Recurrent state: keeps tensors for the next batch, until
    /// [`Model::reset_state`](crate::model::Model::reset_state), if this one ends well. No gradient goes back to the
    /// batch that they are of.
    pub fn keep(&self, tensors: &[Tensor]) {
        if !self.pass.tape.has_failed() {
            self.memory.keep(tensors);
            self.pass.memories.borrow_mut().push(Arc::clone(self.memory));
        }
    }

    /// What the last batch has kept for one of as many samples: nothing at first, and an error of the computation if
    /// their number differs.
    pub fn recall(&self, batch: usize) -> Outputs {
        self.memory.recall(self.layer, batch, &self.pass.tape)
    }

    /// Whether training may change this layer; its owner may have frozen it.
    pub fn trainable(&self) -> bool {
        self.trainable
    }

    /// Whether the model is in training mode.
    pub fn training(&self) -> bool {
        self.pass.is_training()
    }

    /// The seed for the next random choice of this pass; with `own`, a layer's `seed` argument, of that sequence.
    pub fn random_seed(&self, own: Option<u64>) -> u64 {
        self.pass.next_seed(own)
    }

    /// The random numbers of the next choice, for a tensor of so many elements that has the samples along axis 0.
    pub(crate) fn random_stream(&self, own: Option<u64>, elements: usize) -> Stream {
        self.pass.stream(self.random_seed(own), elements)
    }

    /// Adds a scalar to the loss, as a penalty on activities does: a mean over the samples of the batch.
    pub fn add_loss(&self, loss: Tensor) {
        self.pass.losses.borrow_mut().push(loss);
    }

    /// The tape, for constants.
    pub fn tape(&self) -> &Tape {
        &self.pass.tape
    }
}

impl RandomSource for Context<'_> {
    fn tape(&self) -> &Tape {
        &self.pass.tape
    }

    fn random_seed(&self) -> u64 {
        self.pass.next_seed(None)
    }

    fn random_position(&self, shape: &[usize]) -> usize {
        self.pass.random_position(shape)
    }
}
