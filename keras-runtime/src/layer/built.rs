//! Built layer: a layer with its weights.

use std::any::Any;

use ndarray::ArrayD;

use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Map, Value};
use crate::layer::any::{AnyConfig, layer_config};
use crate::layer::inner::build_inner;
use crate::layer::parts::{Grouping, Parts};
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{
    CallSignature, Context, ForwardPass, Layer, LayerConfig, Node, NodePath, Outcome, Outputs, Place, Tracer,
    VisitGroup, Weight, promise,
};
use crate::sealed::Sealed;
use crate::shape::{Inputs, Specs};

/// A layer with its weights.
///
/// The fields of a model are of this type, so a weight is at hand by its name:
/// `model.logits.get_weight("kernel")?`.
#[derive(Debug)]
pub struct Built<L> {
    config: L,
    /// Boxed, or a model of hundreds of layers would not fit on the stack of a thread.
    parts: Box<Parts>,
}

impl<L: LayerConfig> Built<L> {
    /// A layer with freshly initialized weights.
    ///
    /// # Panics
    ///
    /// If the rule has not accepted the inputs.
    pub fn new(config: L, name: &str, inputs: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Self {
        let spec = outcome.spec().expect("the rule has accepted the inputs");
        let inner = build_inner(&config, name, inputs, trainable);
        let parts = Box::new(Parts::new(name, spec, inner, trainable));
        Self { config, parts }
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
        self.parts.get_weight(name)
    }
}

/// A layer with weights and states of its own, equal to these.
impl<L: LayerConfig> Clone for Built<L> {
    fn clone(&self) -> Self {
        Self { config: self.config.copied(), parts: self.parts.clone() }
    }
}

#[diagnostic::do_not_recommend]
impl<L: LayerConfig> Sealed for Built<L> {}

#[diagnostic::do_not_recommend]
impl<L: Layer + Send + Sync> Node for Built<L> {
    fn name(&self) -> &str {
        &self.parts.name
    }

    fn class(&self) -> &str {
        L::CLASS
    }

    fn config(&self) -> Result<Map> {
        layer_config(&self.config, Some(self.name()), self.parts.trainable)
    }

    fn to_json(&self) -> Result<Value> {
        self.config.object(Some(self.name()), self.parts.trainable)
    }

    fn signature(&self) -> CallSignature {
        L::SIGNATURE
    }

    fn outputs(&self) -> Specs {
        self.parts.outputs
    }

    fn outcome(&self, inputs: Inputs<'_>) -> Outcome {
        LayerConfig::outcome(&self.config, inputs)
    }

    fn each_weight<'a>(&'a self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &'a Weight)) {
        self.parts.each_weight(path, visit);
    }

    fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight)) {
        self.parts.each_weight_mut(visit);
    }

    fn each_group(&self, path: &str, name: &str, visit: &mut VisitGroup<'_>) {
        let grouping = Grouping { part: L::part_with_weight, attribute: L::attribute_of_field };
        self.parts.each_group(path, name, grouping, visit);
    }

    fn set_trainable(&mut self, trainable: bool) {
        self.parts.set_trainable(trainable);
    }

    fn settle(&mut self, place: Place) {
        self.parts.settle(place, &self.config.inner_layers());
    }

    fn trainable_params(&self, place: Place) -> usize {
        self.parts.trainable_params(place, &self.config.inner_layers())
    }

    fn each_state(&self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
        self.parts.each_state(path, visit);
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
        L::MODULE
    }

    fn inner(&self) -> Vec<(&str, &dyn Node)> {
        self.parts.inner()
    }

    fn trace(&self, path: &NodePath<'_>, inputs: &[usize], tracer: &mut dyn Tracer) -> Result<Vec<usize>> {
        tracer.layer(path, self, inputs)
    }

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        let Parts { name, weights, inner, memory, outputs, trainable, .. } = &*self.parts;
        if pass.tape().has_failed() {
            return pass.nothing(outputs.as_slice().len());
        }
        let context = Context { pass, layer: name, weights, inner, memory, trainable: *trainable };
        let given = self.config.call_all(inputs, &context);
        let rule = |inputs: Inputs<'_>| Some(self.config.outcome(inputs).spec()?.outputs());
        let given = promise::kept(name, inputs, given, outputs, &rule, pass);
        if let Some(mask) = self.config.mask(inputs) {
            let _ = given.tensor(0).with_mask(&mask);
        }
        given
    }
}
