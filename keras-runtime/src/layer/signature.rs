//! Signature of a layer's call: what it takes by name.

use crate::config::{Map, Value};
use crate::shape::{Fault, ShapeResult, is_same};

/// What a call of a layer may give by name: its inputs, and the arguments of the layer that Keras takes with the call.
///
/// Declared above the struct of a layer's arguments:
/// `#[layer(inputs(query, value, key = value, attention_mask?), settings(use_causal_mask))]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallSignature {
    inputs: &'static [NamedInput],
    settings: &'static [&'static str],
    is_listed: bool,
}

/// An input of a layer that has a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NamedInput {
    name: &'static str,
    takes: InputKind,
}

/// What a call gives as an input.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum InputKind {
    /// One tensor: `query`.
    Required,
    /// One tensor, or none: `attention_mask?`. If it is left out, so is what follows it.
    Optional,
    /// One tensor, or none: `key = value`. If only it is left out, the tensor of that name, which stands before it, takes
    /// its place.
    Default(&'static str),
    /// Whether the call says so, `reverse: bool`: with `reverse = true` the layer is given its first tensor once more, in this
    /// place. So the calls of one layer may differ.
    Switch,
    /// Any number of tensors, the last ones: `initial_state*`.
    Several,
}

impl NamedInput {
    /// An input of this name.
    pub const fn new(name: &'static str, takes: InputKind) -> Self {
        Self { name, takes }
    }

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What a call gives as it.
    pub const fn takes(&self) -> InputKind {
        self.takes
    }
}

impl CallSignature {
    /// That of a layer which takes tensors by position only.
    pub const UNNAMED: CallSignature = CallSignature::new(&[], &[]);

    /// These inputs, in the order in which the layer takes them, and these arguments of the layer.
    pub const fn new(inputs: &'static [NamedInput], settings: &'static [&'static str]) -> Self {
        Self { inputs, settings, is_listed: false }
    }

    /// The same, of a layer that Keras calls on a list of its inputs.
    pub const fn listed(mut self) -> Self {
        self.is_listed = true;
        self
    }

    /// The tensors of a call as Keras writes them: by position, and by name.
    pub(crate) fn written(&self, tensors: Vec<Value>) -> (Vec<Value>, Map) {
        let (mut by_position, mut by_name) = (vec![], Map::new());
        if tensors.len() > 1 && (self.is_listed || self.inputs.is_empty()) {
            return (vec![Value::Array(tensors)], by_name);
        }
        let mut tensors = tensors.into_iter();
        for input in self.inputs {
            let name = input.name.to_owned();
            match input.takes {
                InputKind::Required | InputKind::Default(_) => by_position.extend(tensors.next()),
                InputKind::Optional => by_name.extend(tensors.next().map(|tensor| (name, tensor))),
                InputKind::Switch => by_name.extend(tensors.next().map(|_| (name, Value::Bool(true)))),
                InputKind::Several if tensors.len() > 0 => {
                    by_name.insert(name, Value::Array(tensors.by_ref().collect()));
                }
                InputKind::Several => {}
            }
        }
        by_position.extend(tensors);
        (by_position, by_name)
    }

    /// The arguments of the layer that Keras takes with each call, out of its configuration.
    pub(crate) fn take_settings(&self, config: &mut Map) -> Map {
        let settings = self.settings.iter().filter_map(|setting| config.remove_entry(*setting));
        settings.collect()
    }

    /// The inputs in order.
    pub const fn inputs(&self) -> &'static [NamedInput] {
        self.inputs
    }

    /// The place of an input.
    pub const fn place(&self, name: &str) -> Option<usize> {
        let mut i = 0;
        while i < self.inputs.len() {
            if is_same(self.inputs[i].name, name) {
                return Some(i);
            }
            i += 1;
        }
        None
    }

    /// Whether a call may give so many tensors by this name, or `true` if there are none, after others by position.
    ///
    /// # Errors
    ///
    /// If there is no such input, if it has been given by position, or if it is a single tensor.
    pub const fn input(&self, name: &str, tensors: usize, by_position: usize) -> ShapeResult<()> {
        let is_value = tensors == 0;
        let Some(place) = self.place(name) else {
            return ShapeResult::Err(if is_value && self.has_setting(name) {
                let fault = Fault::new("has a name and may be called again: ").name(name);
                fault.text(" is an argument, given where the layer is made")
            } else if is_value {
                Fault::new("takes no ").name(name).text(" with a call")
            } else if self.has_setting(name) {
                Fault::new("takes a value as ").name(name).text(", was given a tensor")
            } else if self.inputs.is_empty() {
                Fault::new("takes tensors by position, was given ").name(name)
            } else {
                self.list(Fault::new("has no input ").name(name))
            });
        };
        if place < by_position {
            let fault = Fault::new("is given ").name(name);
            return ShapeResult::Err(fault.text(" twice, by position and by name"));
        }
        match self.inputs[place].takes {
            InputKind::Switch if is_value => ShapeResult::Ok(()),
            InputKind::Switch => {
                ShapeResult::Err(Fault::new("takes `true` as ").name(name).text(", was given a tensor"))
            }
            _ if is_value => {
                ShapeResult::Err(Fault::new("takes a tensor as ").name(name).text(", was given a value"))
            }
            InputKind::Several => ShapeResult::Ok(()),
            _ if tensors == 1 => ShapeResult::Ok(()),
            _ => {
                let fault = Fault::new("takes one tensor as ").name(name);
                ShapeResult::Err(fault.text(", was given ").number(tensors))
            }
        }
    }

    /// Whether a call may give this argument of the layer.
    ///
    /// # Errors
    ///
    /// If it may not.
    pub const fn setting(&self, name: &str) -> ShapeResult<()> {
        if self.has_setting(name) {
            return ShapeResult::Ok(());
        }
        ShapeResult::Err(match self.place(name) {
            Some(place) if matches!(self.inputs[place].takes, InputKind::Switch) => {
                let fault = Fault::new("takes ").name(name).text(" with a call by its name: ");
                fault.text("`let layer = …; layer(x, ").text(name).text(" = true)`")
            }
            Some(_) => Fault::new("takes a tensor as ").name(name).text(", was given a value"),
            None => Fault::new("takes ").name(name).text(" among its arguments, not with a call"),
        })
    }

    /// Whether a call may give so many tensors by position.
    ///
    /// # Errors
    ///
    /// If one that is needed is not among them, or there are more than are taken.
    pub const fn count(&self, tensors: usize) -> ShapeResult<()> {
        let mut i = 0;
        while i < self.inputs.len() {
            match self.inputs[i].takes {
                InputKind::Required if i >= tensors => {
                    return ShapeResult::Err(self.missing(self.inputs[i].name));
                }
                InputKind::Several => return ShapeResult::Ok(()),
                _ => i += 1,
            }
        }
        if tensors <= self.inputs.len() {
            return ShapeResult::Ok(());
        }
        ShapeResult::Err(self.list(Fault::new("was given ").number(tensors).text(" tensors")))
    }

    /// What to say of an input that is needed and not given.
    pub const fn missing(&self, name: &str) -> Fault {
        self.list(Fault::new("needs a tensor as ").name(name))
    }

    /// Whether a call says by this name whether something is so.
    pub(crate) fn is_switch(&self, name: &str) -> bool {
        self.place(name).is_some_and(|place| self.inputs[place].takes == InputKind::Switch)
    }

    pub(crate) const fn has_setting(&self, name: &str) -> bool {
        let mut i = 0;
        while i < self.settings.len() {
            if is_same(self.settings[i], name) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Adds the names of the inputs to a message.
    const fn list(&self, fault: Fault) -> Fault {
        let (mut fault, mut i) = (fault.text(": it takes "), 0);
        while i < self.inputs.len() {
            if i > 0 {
                fault = fault.text(if i + 1 == self.inputs.len() { " and " } else { ", " });
            }
            fault = fault.name(self.inputs[i].name);
            i += 1;
        }
        fault
    }
}
