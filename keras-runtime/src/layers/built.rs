//! A layer in a model that exists: its arguments and its weights.

use std::fmt;
use std::sync::Arc;

use ndarray::ArrayD;

use super::inner::build_inner;
use super::memory::Memory;
use super::{Context, Layer, LayerConfig, Outcome, Pass, WeightSpec, promise};
use crate::autodiff::{Tensor, Variable};
use crate::constraints::Constraint;
use crate::random::{Random, next_seed};
use crate::regularizers::Regularizer;
use crate::shape::{Inputs, Specs};
use crate::{Error, Result};

/// A weight of a layer, with what training does to it besides following the gradient.
#[derive(Debug)]
pub struct Weight {
    name: &'static str,
    variable: Variable,
    regularizer: Option<Regularizer>,
    constraint: Option<Constraint>,
    /// What the layer itself says; its owner may freeze the layer.
    may_train: bool,
}

impl Weight {
    fn new(layer: &str, spec: &WeightSpec, trainable: bool) -> Self {
        let shape: Vec<usize> = spec.shape.dims().iter().map(|dim| dim.code()).collect();
        let mut random = Random::from_seed(next_seed());
        let mut filled = Ok(());
        let variable = Variable::new(format!("{layer}/{}", spec.name), &shape, |values| {
            filled = spec.initializer.fill(&shape, &mut random, values);
            values[spec.ones[0]..spec.ones[1]].fill(1.0);
        });
        let mut variable = variable.expect("the plan has checked the shape");
        filled.expect("the plan has checked the initializer");
        variable.set_trainable(spec.trainable && trainable);
        let WeightSpec { name, regularizer, constraint, trainable: may_train, .. } = *spec;
        Self { name, variable, regularizer, constraint, may_train }
    }

    /// Its name in the layer: `kernel`, `bias`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The values.
    pub fn variable(&self) -> &Variable {
        &self.variable
    }

    /// The values, to change.
    pub fn variable_mut(&mut self) -> &mut Variable {
        &mut self.variable
    }

    /// What its size costs.
    pub fn regularizer(&self) -> Option<Regularizer> {
        self.regularizer
    }

    /// What is done to it after each update.
    pub fn constraint(&self) -> Option<Constraint> {
        self.constraint
    }
}

/// A layer of a model, whatever its type.
#[diagnostic::on_unimplemented(
    message = "this layer does not say what it computes",
    label = "it has arguments, but no `call`",
    note = "implement `keras::layers::Layer` for it"
)]
pub trait Node: Send + Sync {
    /// Its name in the model: `dense_1`.
    fn name(&self) -> &str;

    /// The name of its type: `Dense`.
    fn class(&self) -> &str;

    /// The specs of what it gives.
    fn outputs(&self) -> Specs;

    /// Shows each of its weights, in Keras's order.
    fn each_weight<'a>(&'a self, visit: &mut dyn FnMut(&'a Weight));

    /// Shows each of its weights, to change.
    fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight));

    /// Its weights, in Keras's order.
    fn weights(&self) -> Vec<&Weight> {
        let mut weights = Vec::new();
        self.each_weight(&mut |weight| weights.push(weight));
        weights
    }

    /// Its weights, to change.
    fn weights_mut(&mut self) -> Vec<&mut Weight> {
        let mut weights = Vec::new();
        self.each_weight_mut(&mut |weight| weights.push(weight));
        weights
    }

    /// Lets training change its weights, or not, whatever its argument `trainable` says.
    fn set_trainable(&mut self, trainable: bool);

    /// Lets training change its weights, or not, as the argument `trainable` of its place in a model says, unless
    /// [`set_trainable`](Self::set_trainable) has been called on it.
    #[doc(hidden)]
    fn settle_trainable(&mut self, argument: bool);

    /// How many numbers among its weights training changes, where the argument `trainable` of its place is this.
    #[doc(hidden)]
    fn trainable_params(&self, argument: bool) -> usize;

    /// Lets it forget what it keeps from batch to batch besides its weights, as layers do that are `stateful`.
    fn reset_state(&self);

    /// What it gives for a batch; nothing is computed after a failure.
    fn call(&self, inputs: &[Tensor], pass: &Pass) -> Outputs;
}

impl fmt::Debug for dyn Node + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.class())
    }
}

/// The tensors that a layer or model gives for a batch.
#[derive(Clone, Debug)]
pub struct Outputs(smallvec::SmallVec<[Tensor; 3]>);

impl Outputs {
    /// These tensors.
    pub fn new<const N: usize>(tensors: [Tensor; N]) -> Self {
        Self(tensors.into_iter().collect())
    }

    /// These tensors, as many as there are.
    pub(super) fn of(tensors: impl IntoIterator<Item = Tensor>) -> Self {
        Self(tensors.into_iter().collect())
    }

    /// The same tensor at each of `count` positions.
    pub(super) fn repeat(tensor: &Tensor, count: usize) -> Self {
        Self((0..count).map(|_| tensor.clone()).collect())
    }

    /// The tensor at a position that the specs of the layer have.
    pub fn tensor(&self, index: usize) -> Tensor {
        self.0[index].clone()
    }

    /// All of them.
    pub fn as_slice(&self) -> &[Tensor] {
        &self.0
    }
}

/// A layer with its weights.
///
/// The fields of a model are of this type, so a weight is at hand by its name:
/// `model.logits.get_weight("kernel")?`.
#[derive(Debug)]
pub struct Built<L> {
    name: String,
    config: L,
    weights: Vec<Weight>,
    inner: Vec<Box<dyn Node>>,
    memory: Arc<Memory>,
    outputs: Specs,
    trainable: bool,
    /// What `set_trainable` has said, if it has been called.
    trainable_override: Option<bool>,
}

impl<L: LayerConfig> Built<L> {
    /// A layer with freshly initialized weights.
    ///
    /// # Panics
    ///
    /// If the rule has not accepted the inputs.
    pub fn new(config: L, name: &str, inputs: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Self {
        let plan = outcome.plan().expect("the rule has accepted the inputs");
        let weights = plan.weights().map(|spec| Weight::new(name, spec, trainable)).collect();
        let inner = build_inner(&config, name, inputs, trainable);
        let (name, memory, outputs) = (name.to_owned(), Arc::default(), plan.outputs());
        Self { name, config, weights, inner, memory, outputs, trainable, trainable_override: None }
    }

    fn train_own_weights(&mut self, trainable: bool) {
        self.trainable = trainable;
        for weight in &mut self.weights {
            weight.variable.set_trainable(trainable && weight.may_train);
        }
    }

    /// The arguments.
    pub fn config(&self) -> &L {
        &self.config
    }

    /// A copy of a weight, by its name in the layer; one of a layer inside has the name of the argument before its own,
    /// as in `layer/kernel`.
    ///
    /// # Errors
    ///
    /// If there is no weight of this name.
    pub fn get_weight(&self, name: &str) -> Result<ArrayD<f32>> {
        let inner = self.inner.iter().flat_map(|node| node.weights());
        let all: Vec<&Variable> = self.weights.iter().chain(inner).map(Weight::variable).collect();
        let path = |variable: &&Variable| {
            variable.name().strip_prefix(&self.name)?.strip_prefix('/').map(str::to_owned)
        };
        let found = all.iter().find(|&variable| path(variable).as_deref() == Some(name));
        found
            .map(|variable| variable.to_array())
            .ok_or_else(|| no_weight(&self.name, name, all.iter().filter_map(path)))
    }
}

/// The error for a weight that a layer does not have.
pub(super) fn no_weight<T: AsRef<str>>(layer: &str, name: &str, known: impl Iterator<Item = T>) -> Error {
    let known: Vec<T> = known.collect();
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let known =
        if known.is_empty() { "no weights".to_owned() } else { format!("one of {}", known.join(", ")) };
    Error::expected(format!("layer `{layer}`"), known, format!("`{name}`"))
}

#[diagnostic::do_not_recommend]
impl<L: Layer + Send + Sync> Node for Built<L> {
    fn name(&self) -> &str {
        &self.name
    }

    fn class(&self) -> &str {
        L::CLASS
    }

    fn outputs(&self) -> Specs {
        self.outputs
    }

    fn each_weight<'a>(&'a self, visit: &mut dyn FnMut(&'a Weight)) {
        self.weights.iter().for_each(&mut *visit);
        self.inner.iter().for_each(|node| node.each_weight(visit));
    }

    fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight)) {
        self.weights.iter_mut().for_each(&mut *visit);
        self.inner.iter_mut().for_each(|node| node.each_weight_mut(visit));
    }

    fn set_trainable(&mut self, trainable: bool) {
        self.trainable_override = Some(trainable);
        self.train_own_weights(trainable);
        self.inner.iter_mut().for_each(|node| node.set_trainable(trainable));
    }

    fn settle_trainable(&mut self, argument: bool) {
        let trainable = self.trainable_override.unwrap_or(argument);
        if trainable != self.trainable {
            self.train_own_weights(trainable);
        }
        for (node, (_, inner)) in self.inner.iter_mut().zip(self.config.inner_layers()) {
            node.settle_trainable(trainable && inner.may_train());
        }
    }

    fn trainable_params(&self, argument: bool) -> usize {
        let trainable = self.trainable_override.unwrap_or(argument);
        let own = self.weights.iter().filter(|weight| match trainable == self.trainable {
            true => weight.variable.trainable(),
            false => trainable && weight.may_train,
        });
        let inner = self.inner.iter().zip(self.config.inner_layers());
        let inner = inner.map(|(node, (_, inner))| node.trainable_params(trainable && inner.may_train()));
        own.map(|weight| weight.variable.value().len()).chain(inner).sum()
    }

    fn reset_state(&self) {
        self.memory.forget();
        self.inner.iter().for_each(|node| node.reset_state());
    }

    fn call(&self, inputs: &[Tensor], pass: &Pass) -> Outputs {
        let Self { name, weights, inner, memory, trainable, .. } = self;
        if pass.tape().has_failed() {
            return pass.nothing(self.outputs.as_slice().len());
        }
        let context = Context { pass, layer: name, weights, inner, memory, trainable: *trainable };
        let outputs = self.config.call_all(inputs, &context);
        let rule = |inputs: Inputs<'_>| Some(self.config.outcome(inputs).plan()?.outputs());
        let outputs = promise::kept(name, inputs, outputs, &self.outputs, &rule, pass);
        if let Some(mask) = self.config.mask(inputs) {
            let _ = outputs.tensor(0).with_mask(&mask);
        }
        outputs
    }
}
