//! Calls of a layer as a functional configuration has them.

use serde_json::{Map, Value};

use crate::graph::{History, histories};

/// What a call gives, by position or under a name.
pub struct Given<'a> {
    pub name: Option<&'a str>,
    /// Whether it is a list, of one tensor, too.
    pub is_list: bool,
    pub tensors: Vec<History<'a>>,
}

/// A call of a layer.
#[derive(Default)]
pub struct Inbound<'a> {
    pub given: Vec<Given<'a>>,
    /// The masks that Keras may have found for the tensors.
    pub masks: Vec<History<'a>>,
    /// What is no tensor: arguments of the layer.
    pub settings: Map<String, Value>,
    /// What the call says to be so, though it is no argument of the layer: `reverse = true`.
    pub switches: Vec<String>,
}

impl<'a> Inbound<'a> {
    /// A call; `is_operation` says whether something of this name is none of the layers.
    pub fn of(call: &'a Value, is_operation: &dyn Fn(&str) -> bool) -> Result<Self, String> {
        let mut inbound = Self::default();
        for given in call["args"].as_array().into_iter().flatten().filter(|given| !given.is_null()) {
            let tensors = histories(given);
            if tensors.is_empty() {
                return Err(format!("its call is given {given}, which is no tensor"));
            }
            inbound.given.push(Given { name: None, is_list: given.is_array(), tensors });
        }
        // Keras puts the mode of the whole model in the place of `training`.
        let named = call["kwargs"].as_object().into_iter().flatten();
        for (name, given) in named.filter(|(name, given)| *name != "training" && !given.is_null()) {
            let tensors = histories(given);
            let is_mask = name == "mask" || name.ends_with("_mask") && name != "attention_mask";
            match &tensors[..] {
                [] => drop(inbound.settings.insert(name.clone(), given.clone())),
                [mask, ..] if is_mask && is_operation(mask.0) => inbound.masks.extend(tensors),
                _ => inbound.given.push(Given { name: Some(name), is_list: given.is_array(), tensors }),
            }
        }
        // One by name, as Keras has `inputs`, is the first.
        if let [given] = &mut inbound.given[..] {
            given.name = None;
        }
        Ok(inbound)
    }

    /// Takes what is said of this call alone from the settings: truths that are none of the `arguments` of the layer.
    pub fn take_switches(&mut self, arguments: &[&str]) {
        let is_switch =
            |(name, value): &(&String, &Value)| value.is_boolean() && !arguments.contains(&&***name);
        let names: Vec<String> =
            self.settings.iter().filter(is_switch).map(|(name, _)| name.clone()).collect();
        let is_said = |name: &String| self.settings.remove(name) == Some(Value::Bool(true));
        self.switches = names.into_iter().filter(is_said).collect();
    }

    /// The tensors, but for the masks.
    pub fn tensors(&self) -> impl Iterator<Item = &History<'a>> {
        self.given.iter().flat_map(|given| &given.tensors)
    }
}
