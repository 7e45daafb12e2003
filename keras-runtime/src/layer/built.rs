//! Built layer: a layer with its weights.

use std::borrow::Cow;
use std::sync::Arc;

use keras_files::names::ClassNames;
use ndarray::ArrayD;

use crate::Result;
use crate::autodiff::Tensor;
use crate::config::{Map, Value};
use crate::layer::any::{AnyConfig, layer_config};
use crate::layer::inner::{InnerNode, build_inner};
use crate::layer::place::Said;
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{
    CallSignature, Context, ForwardPass, Layer, LayerConfig, Node, NodePath, Outcome, Outputs, Place, Tracer,
    VisitGroup, Weight, find_weight, promise,
};
use crate::sealed::Sealed;
use crate::shape::{Inputs, Specs};

/// A layer with its weights.
///
/// The fields of a model are of this type, so a weight is at hand by its name:
/// `model.logits.get_weight("kernel")?`.
#[derive(Debug)]
pub struct Built<L> {
    name: String,
    config: L,
    weights: Vec<Weight>,
    inner: Vec<InnerNode>,
    memory: Arc<RecurrentState>,
    outputs: Specs,
    trainable: bool,
    /// What `set_trainable` has said, if it has been called.
    said: Option<Said>,
}

impl<L: LayerConfig> Built<L> {
    /// A layer with freshly initialized weights.
    ///
    /// # Panics
    ///
    /// If the rule has not accepted the inputs.
    pub fn new(config: L, name: &str, inputs: Inputs<'_>, outcome: &Outcome, trainable: bool) -> Self {
        let spec = outcome.spec().expect("the rule has accepted the inputs");
        let weights = spec.weights().map(|spec| Weight::new(name, spec, trainable)).collect();
        let inner = build_inner(&config, name, inputs, trainable);
        let (name, memory, outputs) = (name.to_owned(), Arc::default(), spec.outputs());
        Self { name, config, weights, inner, memory, outputs, trainable, said: None }
    }

    fn train_own_weights(&mut self, trainable: bool) {
        self.trainable = trainable;
        for weight in &mut self.weights {
            weight.variable.set_trainable(trainable && weight.may_train);
        }
    }

    fn walk<'a>(&'a self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &'a Weight)) {
        self.weights.iter().for_each(|weight| visit(&path.join(weight.name()), weight));
        self.inner.iter().for_each(|inner| inner.node.each_weight(&path.join(&inner.field), visit));
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
        let place = format!("layer `{}`", self.name);
        let weight = find_weight(place, name, |visit| self.walk(&NodePath::ROOT, visit))?;
        Ok(weight.variable().to_array())
    }
}

/// A layer with weights and states of its own, equal to these.
impl<L: LayerConfig> Clone for Built<L> {
    fn clone(&self) -> Self {
        let Self { name, config, weights, inner, memory, outputs, trainable, said } = self;
        Self {
            name: name.clone(),
            config: config.copied(),
            weights: weights.clone(),
            inner: inner.clone(),
            memory: Arc::new(RecurrentState::clone(memory)),
            outputs: *outputs,
            trainable: *trainable,
            said: *said,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<L: LayerConfig> Sealed for Built<L> {}

#[diagnostic::do_not_recommend]
impl<L: Layer + Send + Sync> Node for Built<L> {
    fn name(&self) -> &str {
        &self.name
    }

    fn class(&self) -> &str {
        L::CLASS
    }

    fn config(&self) -> Result<Map> {
        layer_config(&self.config, Some(&self.name), self.trainable)
    }

    fn to_json(&self) -> Result<Value> {
        self.config.object(Some(&self.name), self.trainable)
    }

    fn signature(&self) -> CallSignature {
        L::SIGNATURE
    }

    fn outputs(&self) -> Specs {
        self.outputs
    }

    fn outcome(&self, inputs: Inputs<'_>) -> Outcome {
        LayerConfig::outcome(&self.config, inputs)
    }

    fn each_weight<'a>(&'a self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &'a Weight)) {
        self.walk(path, visit);
    }

    fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight)) {
        self.weights.iter_mut().for_each(&mut *visit);
        self.inner.iter_mut().for_each(|inner| inner.node.each_weight_mut(visit));
    }

    fn each_group(&self, path: &str, name: &str, visit: &mut VisitGroup<'_>) {
        let (mut place, mut owner, mut count) = (Cow::Borrowed(path), name, 0);
        for weight in &self.weights {
            if let Some(part) = L::part_with_weight(weight.name()) {
                let next = format!("{path}/{part}");
                if place != next {
                    visit(&place, owner, count);
                    (place, owner, count) = (next.into(), part, 0);
                }
            }
            count += 1;
        }
        visit(&place, owner, count);
        let mut listed = ClassNames::default();
        for inner in &self.inner {
            let attribute = L::attribute_of_field(&inner.field);
            let place = match attribute.strip_suffix('/') {
                Some(list) => format!("{path}/{list}/{}", listed.next(inner.node.class())),
                None => format!("{path}/{attribute}"),
            };
            inner.node.each_group(&place, attribute.trim_end_matches('/'), visit);
        }
    }

    fn set_trainable(&mut self, trainable: bool) {
        self.said = Some(Said::new(trainable));
        self.train_own_weights(trainable);
        self.inner.iter_mut().for_each(|inner| inner.node.set_trainable(trainable));
    }

    fn settle_trainable(&mut self, place: Place) {
        let trainable = Said::trains(self.said, place);
        self.said = self.said.and_then(|said| said.settled(place));
        if trainable != self.trainable {
            self.train_own_weights(trainable);
        }
        for (inner, (_, wrapped)) in self.inner.iter_mut().zip(self.config.inner_layers()) {
            inner.node.settle_trainable(place.of_part(trainable && wrapped.may_train()));
        }
    }

    fn trainable_params(&self, place: Place) -> usize {
        let trainable = Said::trains(self.said, place);
        let own = self.weights.iter().filter(|weight| match trainable == self.trainable {
            true => weight.variable.trainable(),
            false => trainable && weight.may_train,
        });
        let inner = self.inner.iter().zip(self.config.inner_layers());
        let inner = inner.map(|(inner, (_, wrapped))| {
            inner.node.trainable_params(place.of_part(trainable && wrapped.may_train()))
        });
        own.map(|weight| weight.variable.value().len()).chain(inner).sum()
    }

    fn each_state(&self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
        visit(path, &self.memory);
        self.inner.iter().for_each(|inner| inner.node.each_state(&path.join(&inner.field), visit));
    }

    fn duplicate(&self) -> Self {
        self.clone()
    }

    fn boxed(&self) -> Box<dyn Node> {
        Box::new(self.clone())
    }

    fn module(&self) -> &'static str {
        L::MODULE
    }

    fn inner(&self) -> Vec<(&str, &dyn Node)> {
        self.inner.iter().map(|inner| (&*inner.field, &*inner.node)).collect()
    }

    fn trace(&self, path: &NodePath<'_>, inputs: &[usize], tracer: &mut dyn Tracer) -> Result<Vec<usize>> {
        tracer.layer(path, self, inputs)
    }

    fn call(&self, inputs: &[Tensor], pass: &ForwardPass) -> Outputs {
        let Self { name, weights, inner, memory, trainable, .. } = self;
        if pass.tape().has_failed() {
            return pass.nothing(self.outputs.as_slice().len());
        }
        let context = Context { pass, layer: name, weights, inner, memory, trainable: *trainable };
        let outputs = self.config.call_all(inputs, &context);
        let rule = |inputs: Inputs<'_>| Some(self.config.outcome(inputs).spec()?.outputs());
        let outputs = promise::kept(name, inputs, outputs, &self.outputs, &rule, pass);
        if let Some(mask) = self.config.mask(inputs) {
            let _ = outputs.tensor(0).with_mask(&mask);
        }
        outputs
    }
}
