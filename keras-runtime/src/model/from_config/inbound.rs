//! Calls as a functional configuration has them.

use keras_files::graph::{History, histories};

use crate::config::{Map, Value};
use crate::layer::CallSignature;
use crate::model::Source;
use crate::model::named_call::GivenInputs;
use crate::{Error, Result};

/// A call of a layer: the tensors that it is given, and what else.
#[derive(Default)]
pub(super) struct Inbound<'a> {
    pub by_position: Vec<History<'a>>,
    pub by_name: Vec<(&'a str, Vec<History<'a>>)>,
    /// The masks that Keras has found for the tensors.
    pub masks: Vec<History<'a>>,
    /// The arguments of the layer that Keras takes with the call.
    pub settings: Map,
}

impl<'a> Inbound<'a> {
    /// The call of a layer with this signature.
    pub fn of(call: &'a Value, signature: CallSignature) -> Result<Self> {
        let mut inbound = Self::default();
        for given in call["args"].as_array().into_iter().flatten().filter(|given| !is_nothing(given)) {
            let tensors = histories(given);
            if tensors.is_empty() {
                return Err(not_a_tensor("by position", given));
            }
            inbound.by_position.extend(tensors);
        }
        let named = call["kwargs"].as_object().into_iter().flatten();
        // Keras puts the mode of the whole model in the place of this one.
        for (name, given) in named.filter(|(name, _)| *name != "training") {
            let tensors = histories(given);
            let is_input = signature.place(name).is_some();
            if !tensors.is_empty() && !is_input && name.ends_with("mask") {
                inbound.masks.extend(tensors);
            } else if !tensors.is_empty() {
                inbound.by_name.push((name, tensors));
            } else if let (true, Value::Bool(is_said)) = (signature.is_switch(name), given) {
                inbound.by_name.extend(is_said.then_some((&**name, vec![])));
            } else if signature.has_setting(name) {
                inbound.settings.insert(name.clone(), given.clone());
            } else if !is_nothing(given) {
                return Err(not_a_tensor(name, given));
            }
        }
        Ok(inbound)
    }

    /// The tensors, but for the masks.
    pub fn tensors(&self) -> impl Iterator<Item = &History<'a>> {
        self.by_position.iter().chain(self.by_name.iter().flat_map(|(_, tensors)| tensors))
    }

    /// The tensors as the layer takes them, once all are there.
    pub fn sources(
        &self,
        signature: CallSignature,
        source: &dyn Fn(&History<'_>) -> Option<Source>,
    ) -> Result<Vec<Source>> {
        let all = |tensors: &[History<'_>]| tensors.iter().filter_map(source).collect::<Vec<_>>();
        let mut by_position = all(&self.by_position);
        let mut named: Vec<_> = self.by_name.iter().map(|(name, tensors)| (*name, all(tensors))).collect();
        // Keras calls what a layer takes `inputs`, where it has no better name.
        if let ([], [(name, _)]) = (&by_position[..], &named[..])
            && signature.place(name).is_none()
        {
            by_position = named.remove(0).1;
        }
        if named.is_empty() {
            return Ok(by_position);
        }
        let by_name: Vec<(&str, &[Source])> = named.iter().map(|(name, given)| (*name, &given[..])).collect();
        let given = GivenInputs { signature, by_position: &by_position, by_name: &by_name };
        let about = "its call";
        (0..by_name.len()).try_for_each(|i| given.name(i).about(about))?;
        if by_position.len() > signature.inputs().len() {
            return Err(Error::expected(
                "",
                format!("{} tensors", signature.inputs().len()),
                by_position.len(),
            ));
        }
        Ok(given.arranged().about(about)?.as_slice().to_vec())
    }
}

/// `None`, or a list of such.
fn is_nothing(given: &Value) -> bool {
    given.is_null() || given.as_array().is_some_and(|values| values.iter().all(is_nothing))
}

fn not_a_tensor(argument: &str, given: &Value) -> Error {
    let error = Error::expected("", format_args!("a tensor {argument} of its call"), given);
    error.help("here a layer has its arguments where it is made, and its calls have tensors alone")
}
