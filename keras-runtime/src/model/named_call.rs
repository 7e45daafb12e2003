//! Calls that give inputs by name.

use crate::layer::{CallSignature, InputKind};
use crate::model::Source;
use crate::shape::{Fault, MAX_TENSORS, ShapeResult};

/// A call that gives inputs by name, in the order in which the layer takes them.
#[derive(Clone, Copy, Debug)]
pub struct NamedCall {
    signature: CallSignature,
    by_position: &'static [Source],
    by_name: &'static [(&'static str, &'static [Source])],
    inputs: [Source; MAX_TENSORS],
    count: usize,
    fault: Option<Fault>,
}

impl NamedCall {
    /// A call of a layer with this signature. Nothing is known of its inputs if something is wrong with them.
    pub const fn new(
        signature: CallSignature,
        by_position: &'static [Source],
        by_name: &'static [(&'static str, &'static [Source])],
    ) -> Self {
        let inputs = [Source::NOWHERE; MAX_TENSORS];
        let call = Self { signature, by_position, by_name, inputs, count: 0, fault: None };
        let mut i = 0;
        while i < by_name.len() {
            if let ShapeResult::Err(_) = call.name(i) {
                return call.broken(None);
            }
            i += 1;
        }
        call.arranged()
    }

    /// What is wrong with an input as it is named.
    pub const fn name(&self, position: usize) -> ShapeResult<()> {
        let (name, tensors) = self.by_name[position];
        self.signature.input(name, tensors.len(), self.by_position.len())
    }

    /// The inputs in the order of the layer.
    pub const fn inputs(&self) -> &[Source] {
        self.inputs.split_at(self.count).0
    }

    /// Whether something is wrong with the call.
    pub const fn is_wrong(&self) -> bool {
        self.fault.is_some()
    }

    /// Tells rustc what is wrong with the call, if something is.
    ///
    /// # Panics
    ///
    /// If something is: this is how rustc is told.
    #[track_caller]
    pub const fn check(&self, layer: &str) {
        if let Some(fault) = self.fault {
            fault.raise(layer)
        }
    }

    /// Puts each input in its place.
    const fn arranged(mut self) -> Self {
        let inputs = self.signature.inputs();
        let mut last = inputs.len();
        while last > 0 && self.given(last - 1).is_none() {
            last -= 1;
        }
        let mut place = 0;
        while place < inputs.len() {
            let tensors = match (self.given(place), inputs[place].takes()) {
                (Some(tensors), _) => tensors,
                (None, InputKind::Required) => {
                    return self.broken(Some(self.signature.missing(inputs[place].name())));
                }
                (None, _) if place >= last => &[],
                (None, InputKind::Default(other)) => match self.signature.place(other) {
                    Some(other) => match self.given(other) {
                        Some(tensors) => tensors,
                        None => &[],
                    },
                    None => &[],
                },
                (None, _) => {
                    let fault = Fault::new("is given ").name(inputs[last - 1].name()).text(" without ");
                    return self
                        .broken(Some(fault.name(inputs[place].name()).text(", which stands before it")));
                }
            };
            let mut i = 0;
            while i < tensors.len() {
                if self.count == MAX_TENSORS {
                    return self
                        .broken(Some(Fault::new("takes at most ").number(MAX_TENSORS).text(" tensors")));
                }
                self.inputs[self.count] = tensors[i];
                self.count += 1;
                i += 1;
            }
            place += 1;
        }
        self
    }

    /// The tensors that are given as the input at this place.
    const fn given(&self, place: usize) -> Option<&'static [Source]> {
        let input = &self.signature.inputs()[place];
        if place < self.by_position.len() {
            let (_, behind) = self.by_position.split_at(place);
            return Some(match input.takes() {
                InputKind::Several => behind,
                _ => behind.split_at(1).0,
            });
        }
        let mut i = 0;
        while i < self.by_name.len() {
            let (name, tensors) = self.by_name[i];
            if let Some(named) = self.signature.place(name)
                && named == place
            {
                return Some(tensors);
            }
            i += 1;
        }
        None
    }

    const fn broken(mut self, fault: Option<Fault>) -> Self {
        self.inputs[0] = Source::NOWHERE;
        self.count = 1;
        self.fault = fault;
        self
    }
}
