//! Nested models: a model as a layer of another one.

use std::any::Any;
use std::ops::{Deref, DerefMut};

use crate::autodiff::Tensor;
use crate::config::{Map, Value};
use crate::layer::Cost;
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{
    CallSignature, ForwardPass, LayerSpec, Node, NodePath, Outcome, Outputs, Place, RuleAnswer, Tracer,
    VisitGroup, Weight,
};
use crate::model::inference::inferred;
use crate::model::wiring::trace;
use crate::model::{Answers, Checked, Model, json};
use crate::sealed::Sealed;
use crate::shape::{DType, Fault, Inputs, MAX_TENSORS, Shape, ShapeResult, Spec, Specs};
use crate::{Error, Result, shape_try};

/// The arguments of a model as a layer of another one: it takes none.
#[derive(Clone, Copy, Debug)]
pub struct NestedArgs<C>(C);

impl<C: Copy> NestedArgs<C> {
    /// No arguments.
    pub const fn new(config: C) -> Self {
        Self(config)
    }

    values_as_they_are!();

    /// The layer.
    pub const fn build(self) -> ShapeResult<C> {
        ShapeResult::Ok(self.0)
    }
}

/// The input of a model that has one.
pub const fn only(inputs: &Specs) -> Option<Spec> {
    match inputs.as_slice() {
        [input] => Some(*input),
        _ => None,
    }
}

/// The inputs of a model that is called on these tensors: where one of the two leaves a size to the data, the other
/// may know it.
pub const fn nested_inputs<M: Checked>(inputs: Inputs<'_>) -> ShapeResult<Specs> {
    inputs_as_given(&M::INPUTS, inputs)
}

/// The same of a model that takes these inputs.
pub(super) const fn inputs_as_given(takes: &Specs, inputs: Inputs<'_>) -> ShapeResult<Specs> {
    let (given, takes) = (inputs.as_slice(), takes.as_slice());
    if given.len() != takes.len() {
        return ShapeResult::Err(
            Fault::new("is a model of ").number(takes.len()).text(" inputs, was given ").number(given.len()),
        );
    }
    let mut known = [Spec::new(Shape::SCALAR); MAX_TENSORS];
    let mut i = 0;
    while i < given.len() {
        let takes_this = Fault::new("is a model that takes ");
        if !given[i].shape().fits(&takes[i].shape()) {
            let fault = as_input(i, takes.len(), takes_this.shape(&takes[i].shape()));
            return ShapeResult::Err(fault.text(", was given ").shape(&given[i].shape()));
        }
        let kinds = match (takes[i].dtype(), given[i].dtype()) {
            (DType::Float, DType::Int) => Some(("numbers", "integer ids")),
            (DType::Int, DType::Float) => Some(("integer ids", "numbers")),
            _ => None,
        };
        if let Some((takes_kind, given_kind)) = kinds {
            let fault =
                as_input(i, takes.len(), takes_this.text(takes_kind)).text(", was given ").text(given_kind);
            return ShapeResult::Err(
                fault.help("the element type is said at the input: `Input(80, dtype = int32)`"),
            );
        }
        known[i] = given[i].with_shape(takes[i].shape().or(&given[i].shape()));
        i += 1;
    }
    ShapeResult::Ok(Specs::new(known.split_at(given.len()).0))
}

/// The [`LayerSpec`] of a model whose layers have answered to these inputs, after they had answered to those of the model.
pub const fn nested_plan<M: Checked>(
    inputs: &Specs,
    answers: Answers<'_>,
    before: Answers<'_>,
    names: &[&str],
    outputs: ShapeResult<Specs>,
) -> ShapeResult<LayerSpec> {
    let (mut flops, mut activation_bytes) = (0, 0);
    let mut i = 0;
    while i < answers.calls() {
        // What is wrong with the model itself is said there.
        if let (Outcome::Wrong(fault), Outcome::Known(_)) = (answers.of(i), before.of(i)) {
            let given = Fault::new("cannot take ").shape(&inputs.as_slice()[0].shape());
            return ShapeResult::Err(given.text(": its layer ").text(fault.about(names[i]).as_str()));
        }
        flops += answers.of(i).flops();
        activation_bytes += answers.of(i).activation_bytes();
        i += 1;
    }
    let outputs = shape_try!(outputs);
    let inner = Cost { params: M::PARAMS, trainable_params: M::TRAINABLE_PARAMS, activation_bytes };
    ShapeResult::Ok(LayerSpec::with_outputs(outputs).inner(inner).flops(flops))
}

/// What a model answers when the running program asks: sizes that it leaves to the data stay so.
pub fn nested_outcome<M: Checked>(inputs: Inputs<'_>) -> Outcome {
    let inner = Cost {
        params: M::PARAMS,
        trainable_params: M::TRAINABLE_PARAMS,
        activation_bytes: M::ACTIVATION_BYTES,
    };
    let spec = match nested_inputs::<M>(inputs) {
        ShapeResult::Ok(_) => {
            ShapeResult::Ok(LayerSpec::with_outputs(M::OUTPUTS).inner(inner).flops(M::FLOPS))
        }
        ShapeResult::Err(fault) => ShapeResult::Err(fault),
    };
    RuleAnswer(spec).outcome(0)
}

/// Says which input of a model a fault is about, if it has several.
const fn as_input(position: usize, count: usize, fault: Fault) -> Fault {
    if count == 1 { fault } else { fault.text(" as input ").number(position + 1) }
}

/// The error for what only a layer can do: the arguments of a model as a layer inside another do not know its layers.
#[doc(hidden)]
pub fn no_config<T>(model: &str) -> Result<T> {
    let error =
        Error::expected(format!("`{model}`"), "a layer, which has a configuration", "a model in its place");
    Err(error.help("ask its layers: `model.nodes()`"))
}

/// Nested model, a model in a model: it has a name there, and is otherwise the model itself.
#[derive(Clone, Debug)]
pub struct BuiltModel<M> {
    name: String,
    model: M,
    outputs: Specs,
}

impl<M: Checked> BuiltModel<M> {
    /// The model with freshly initialized weights.
    ///
    /// # Panics
    ///
    /// If the rule has not accepted the inputs.
    pub fn new(name: &str, outcome: &Outcome, trainable: bool) -> Self {
        Self::of(M::default(), name, outcome, trainable)
    }
}

impl<M: Model> BuiltModel<M> {
    /// A model under the name that it has in another one.
    pub(super) fn of(mut model: M, name: &str, outcome: &Outcome, trainable: bool) -> Self {
        if !trainable {
            model.settle(Place::of::<M>().inside(false));
        }
        model.each_node_mut(&mut |node| node.each_weight_mut(&mut |weight| weight.variable.prefix(name)));
        let outputs = outcome.spec().expect("the rule has accepted the inputs").outputs();
        Self { name: name.to_owned(), model, outputs }
    }
}

/// The layers of the inner model are fields of its type, and are reached only so: `outer.encoder.dense`.
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
impl<M> Sealed for BuiltModel<M> {}

#[diagnostic::do_not_recommend]
impl<M: Model + Clone> Node for BuiltModel<M> {
    fn name(&self) -> &str {
        &self.name
    }

    fn class(&self) -> &str {
        json::class(&self.model)
    }

    fn config(&self) -> Result<Map> {
        json::config(&self.model, &self.name)
    }

    fn to_json(&self) -> Result<Value> {
        json::object(&self.model, &self.name)
    }

    fn signature(&self) -> CallSignature {
        CallSignature::UNNAMED
    }

    fn outputs(&self) -> Specs {
        self.outputs
    }

    fn outcome(&self, inputs: Inputs<'_>) -> Outcome {
        inferred(&self.model, inputs)
    }

    fn each_weight<'a>(&'a self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &'a Weight)) {
        self.model.each_weight(&path.of_model(), visit);
    }

    fn each_group(&self, path: &str, name: &str, visit: &mut VisitGroup<'_>) {
        self.model.each_group(path, name, visit);
    }

    fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight)) {
        self.model.each_node_mut(&mut |node| node.each_weight_mut(visit));
    }

    fn set_trainable(&mut self, trainable: bool) {
        self.model.set_trainable(trainable);
    }

    fn settle(&mut self, place: Place) {
        self.model.settle(place);
    }

    fn trainable_params(&self, place: Place) -> usize {
        self.model.trainable_params(place)
    }

    fn each_state(&self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
        self.model.each_node(&mut |name, node| node.each_state(&path.join(name), visit));
    }

    fn duplicate(&self) -> Self {
        self.clone()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn boxed(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn module(&self) -> &'static str {
        "keras"
    }

    fn inner(&self) -> Vec<(&str, &dyn Node)> {
        vec![]
    }

    fn trace(&self, path: &NodePath<'_>, inputs: &[usize], tracer: &mut dyn Tracer) -> Result<Vec<usize>> {
        trace(&self.model, path, inputs, tracer)
    }

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        self.model.call(inputs, pass)
    }
}
