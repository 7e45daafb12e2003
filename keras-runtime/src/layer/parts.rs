//! What a layer holds beside its arguments: the same for every class, and so compiled once.

use std::borrow::Cow;
use std::sync::Arc;

use keras_files::names::ClassNames;
use ndarray::ArrayD;

use crate::Result;
use crate::layer::inner::InnerNode;
use crate::layer::place::Said;
use crate::layer::recurrent_state::RecurrentState;
use crate::layer::{
    GroupMembers, InnerLayer, LayerSpec, Node, NodePath, Place, VisitGroup, Weight, find_weight,
};
use crate::shape::Specs;

/// The layer inside Keras's layer that a weight is of, if it is of one.
type PartOfWeight = fn(&str) -> Option<&'static str>;

/// The attribute of Keras's layer that holds a field.
type AttributeOfField = fn(&str) -> &str;

/// What a layer says of the groups that its weights stand in.
#[derive(Clone, Copy)]
pub(super) struct Grouping {
    pub part: PartOfWeight,
    pub attribute: AttributeOfField,
}

/// The weights of a layer, the layers inside it, and what it remembers.
#[derive(Debug)]
pub(super) struct Parts {
    pub name: String,
    pub weights: Vec<Weight>,
    pub inner: Vec<InnerNode>,
    pub memory: Arc<RecurrentState>,
    pub outputs: Specs,
    pub trainable: bool,
    /// Whether the first weight of the layer inside is one of its own as well, before those.
    shares_inner: bool,
    /// What `set_trainable` has said, if it has been called.
    said: Option<Said>,
}

impl Parts {
    /// Freshly initialized weights.
    pub fn new(name: &str, spec: &LayerSpec, inner: Vec<InnerNode>, trainable: bool) -> Self {
        let weights = spec.weights().map(|spec| Weight::new(name, spec, trainable)).collect();
        let (name, memory, outputs) = (name.to_owned(), Arc::default(), spec.outputs());
        let shares_inner = spec.shares_inner;
        Self { name, weights, inner, memory, outputs, trainable, shares_inner, said: None }
    }

    pub fn each_weight<'a>(&'a self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &'a Weight)) {
        let mut own = self.weights.iter();
        if !self.shares_inner {
            own.by_ref().for_each(|weight| visit(&path.join(weight.name()), weight));
        }
        for inner in &self.inner {
            inner.node.each_weight(&path.join(&inner.field), &mut |at, weight| {
                visit(at, weight);
                own.by_ref().for_each(|weight| visit(&path.join(weight.name()), weight));
            });
        }
    }

    pub fn each_weight_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&'a mut Weight)) {
        let mut own = self.weights.iter_mut();
        if !self.shares_inner {
            own.by_ref().for_each(&mut *visit);
        }
        for inner in &mut self.inner {
            inner.node.each_weight_mut(&mut |weight| {
                visit(weight);
                own.by_ref().for_each(&mut *visit);
            });
        }
    }

    pub fn get_weight(&self, name: &str) -> Result<ArrayD<f32>> {
        let place = format!("layer `{}`", self.name);
        let weight = find_weight(place, name, |visit| self.each_weight(&NodePath::ROOT, visit))?;
        Ok(weight.variable().to_array())
    }

    /// The groups of weights in a file.
    pub fn each_group(
        &self,
        path: &str,
        name: &str,
        Grouping { part, attribute }: Grouping,
        visit: &mut VisitGroup<'_>,
    ) {
        let shared = usize::from(self.shares_inner);
        let (mut place, mut owner, mut count) = (Cow::Borrowed(path), name, shared);
        let left_out = self.weights.iter().filter(|weight| weight.adapter.is_some()).count();
        for weight in &self.weights[..self.weights.len() - left_out] {
            if let Some(part) = part(weight.name()) {
                let next = format!("{path}/{part}");
                if place != next {
                    visit(&place, owner, GroupMembers::next(count));
                    (place, owner, count) = (next.into(), part, 0);
                }
            }
            count += 1;
        }
        visit(&place, owner, GroupMembers { left_out, ..GroupMembers::next(count) });
        let mut listed = ClassNames::default();
        for inner in &self.inner {
            let attribute = attribute(&inner.field);
            let place = match attribute.strip_suffix('/') {
                Some(list) => format!("{path}/{list}/{}", listed.next(inner.node.class())),
                None => format!("{path}/{attribute}"),
            };
            let name = attribute.trim_end_matches('/');
            if !self.shares_inner {
                inner.node.each_group(&place, name, visit);
                continue;
            }
            inner.node.each_group(&place, name, &mut |place, owner, members| {
                let again = Some(shared + self.weights.len());
                visit(place, owner, GroupMembers { again, next: members.next - shared, ..members });
            });
        }
    }

    pub fn each_state(&self, path: &NodePath<'_>, visit: &mut dyn FnMut(&NodePath<'_>, &RecurrentState)) {
        visit(path, &self.memory);
        self.inner.iter().for_each(|inner| inner.node.each_state(&path.join(&inner.field), visit));
    }

    pub fn inner(&self) -> Vec<(&str, &dyn Node)> {
        self.inner.iter().map(|inner| (&*inner.field, &*inner.node)).collect()
    }

    pub fn set_trainable(&mut self, trainable: bool) {
        self.said = Some(Said::new(trainable));
        self.train_own_weights(trainable);
        self.inner.iter_mut().for_each(|inner| inner.node.set_trainable(trainable));
    }

    /// `wrapped` are the arguments of the layers inside.
    pub fn settle(&mut self, place: Place, wrapped: &[(String, InnerLayer)]) {
        let trainable = Said::trains(self.said, place);
        self.said = self.said.and_then(|said| said.settled(place));
        if trainable != self.trainable {
            self.train_own_weights(trainable);
        }
        for (inner, (_, wrapped)) in self.inner.iter_mut().zip(wrapped) {
            inner.node.settle(place.of_part(trainable && wrapped.may_train()));
        }
    }

    pub fn trainable_params(&self, place: Place, wrapped: &[(String, InnerLayer)]) -> usize {
        let trainable = Said::trains(self.said, place);
        let own = self.weights.iter().filter(|weight| match trainable == self.trainable {
            true => weight.variable.trainable(),
            false => trainable && weight.may_train,
        });
        let inner = self.inner.iter().zip(wrapped);
        let inner = inner.map(|(inner, (_, wrapped))| {
            inner.node.trainable_params(place.of_part(trainable && wrapped.may_train()))
        });
        own.map(|weight| weight.variable.value().len()).chain(inner).sum()
    }

    fn train_own_weights(&mut self, trainable: bool) {
        self.trainable = trainable;
        for weight in &mut self.weights {
            weight.variable.set_trainable(trainable && weight.may_train);
        }
    }
}

/// Weights and states of its own, equal to these.
impl Clone for Parts {
    fn clone(&self) -> Self {
        Self {
            name: self.name.clone(),
            weights: self.weights.clone(),
            inner: self.inner.clone(),
            memory: Arc::new(RecurrentState::clone(&self.memory)),
            outputs: self.outputs,
            trainable: self.trainable,
            shares_inner: self.shares_inner,
            said: self.said,
        }
    }
}
