//! Calls that give inputs by name.

use crate::layer::{CallSignature, InputKind};
use crate::model::Source;
use crate::shape::{Fault, MAX_TENSORS, ShapeResult};

/// A call that gives inputs by name, in the order in which the layer takes them.
#[derive(Clone, Copy, Debug)]
pub struct NamedCall {
    given: GivenInputs<'static>,
    arranged: ShapeResult<ArrangedInputs>,
}

/// The inputs of a call as they are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GivenInputs<'a> {
    pub signature: CallSignature,
    pub by_position: &'a [Source],
    pub by_name: &'a [(&'a str, &'a [Source])],
}

/// The inputs of a call in the order of the layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ArrangedInputs {
    inputs: [Source; MAX_TENSORS],
    count: usize,
}

impl NamedCall {
    /// A call of a layer with this signature. Nothing is known of its inputs if something is wrong with them.
    pub const fn new(
        signature: CallSignature,
        by_position: &'static [Source],
        by_name: &'static [(&'static str, &'static [Source])],
    ) -> Self {
        let given = GivenInputs { signature, by_position, by_name };
        let mut i = 0;
        while i < by_name.len() {
            if let ShapeResult::Err(_) = given.name(i) {
                return Self { given, arranged: ShapeResult::Ok(*ArrangedInputs::UNKNOWN) };
            }
            i += 1;
        }
        Self { given, arranged: given.arranged() }
    }

    /// What is wrong with an input as it is named.
    pub const fn name(&self, position: usize) -> ShapeResult<()> {
        self.given.name(position)
    }

    /// The inputs in the order of the layer.
    pub const fn inputs(&self) -> &[Source] {
        match &self.arranged {
            ShapeResult::Ok(arranged) => arranged.as_slice(),
            ShapeResult::Err(_) => ArrangedInputs::UNKNOWN.as_slice(),
        }
    }

    /// Whether something is wrong with the call.
    pub const fn is_wrong(&self) -> bool {
        matches!(self.arranged, ShapeResult::Err(_))
    }

    /// Tells rustc what is wrong with the call, if something is.
    ///
    /// # Panics
    ///
    /// If something is: this is how rustc is told.
    #[track_caller]
    pub const fn check(&self, layer: &str) {
        if let ShapeResult::Err(fault) = self.arranged {
            fault.raise(layer)
        }
    }
}

impl ArrangedInputs {
    /// Those of a call that something is wrong with.
    const UNKNOWN: &'static Self = &Self { inputs: [Source::NOWHERE; MAX_TENSORS], count: 1 };

    pub const fn as_slice(&self) -> &[Source] {
        self.inputs.split_at(self.count).0
    }
}

impl GivenInputs<'_> {
    /// What is wrong with an input as it is named.
    pub const fn name(&self, position: usize) -> ShapeResult<()> {
        let (name, tensors) = self.by_name[position];
        self.signature.input(name, tensors.len(), self.by_position.len())
    }

    /// Each input in its place, where all that are named may be.
    pub const fn arranged(&self) -> ShapeResult<ArrangedInputs> {
        let mut arranged = ArrangedInputs { inputs: [Source::NOWHERE; MAX_TENSORS], count: 0 };
        let inputs = self.signature.inputs();
        let mut last = inputs.len();
        while last > 0 && self.given(last - 1).is_none() {
            last -= 1;
        }
        let mut place = 0;
        while place < inputs.len() {
            let tensors = match (self.given(place), inputs[place].takes()) {
                // It is said, and no tensor is given.
                (Some([]), InputKind::Switch) => match self.given(0) {
                    Some(first) => first,
                    None => &[],
                },
                (Some(tensors), _) => tensors,
                (None, InputKind::Required) => {
                    return ShapeResult::Err(self.signature.missing(inputs[place].name()));
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
                    let fault = fault.name(inputs[place].name()).text(", which stands before it");
                    return ShapeResult::Err(fault);
                }
            };
            let mut i = 0;
            while i < tensors.len() {
                if arranged.count == MAX_TENSORS {
                    let fault = Fault::new("takes at most ").number(MAX_TENSORS).text(" tensors");
                    return ShapeResult::Err(fault);
                }
                arranged.inputs[arranged.count] = tensors[i];
                arranged.count += 1;
                i += 1;
            }
            place += 1;
        }
        ShapeResult::Ok(arranged)
    }

    /// The tensors that are given as the input at this place.
    const fn given(&self, place: usize) -> Option<&[Source]> {
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
}
