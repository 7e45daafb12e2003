//! Inner layers, those inside wrappers: `Bidirectional(LSTM(10))`.

use std::fmt;

use crate::Result;
use crate::config::{Argument, Classes, Value};
use crate::layer::any::{AnyConfig, NamedLayer};
use crate::layer::{LayerConfig, LayerSpec, Node, Outcome};
use crate::shape::{Fault, Inputs, List, ShapeResult, Specs};

/// InnerLayer layer, an argument of another layer, as in `TimeDistributed(Dense(3))`.
///
/// A layer whose struct has a field of this type, or a [`List`](crate::shape::List) of them, has layers inside. Its rule
/// comes in two parts, which are asked in turn: [`LayerConfig`] shows both.
#[derive(Clone, Copy)]
pub struct InnerLayer {
    class: &'static str,
    config: &'static dyn AnyConfig,
    /// How many layers inside the same layer were written before it.
    place: usize,
    trainable: bool,
    /// Its name in a configuration, if it came from one.
    name: Option<&'static str>,
}

impl InnerLayer {
    /// A layer of these arguments, which is written after `place` others.
    pub const fn new<L: LayerConfig>(made: &'static ShapeResult<L>, place: usize) -> Self {
        let config: &'static dyn AnyConfig = match made {
            ShapeResult::Ok(config) => config,
            ShapeResult::Err(fault) => fault,
        };
        Self { class: L::CLASS, config, place, trainable: true, name: None }
    }

    /// The layer, to be trained or not.
    pub const fn trainable(self, trainable: bool) -> Self {
        Self { trainable, ..self }
    }

    /// The layer, which is written after `place` others.
    #[doc(hidden)]
    pub const fn at(self, place: usize) -> Self {
        Self { place, ..self }
    }

    /// Each layer of a list in the place that is its own.
    #[doc(hidden)]
    pub fn at_each(layers: List<Self>, mut place: impl FnMut() -> usize) -> List<Self> {
        List::new(&layers.iter().map(|layer| layer.at(place())).collect::<Vec<_>>())
    }

    /// The name of its class.
    pub(crate) const fn class(&self) -> &'static str {
        self.class
    }

    /// Whether this is a layer of its own, not another one's arguments once more.
    pub const fn differs_from(&self, other: &InnerLayer) -> bool {
        self.place != other.place
    }

    /// Whether training may change it.
    pub const fn may_train(&self) -> bool {
        self.trainable
    }

    /// Specification of the inner layer for its inputs: outputs, weights and cost.
    pub const fn spec<'a>(&self, inner: Inner<'a>) -> &'a LayerSpec {
        inner.spec(self.place)
    }
}

/// A layer that is read lives as long as the program, as one that is written in it does.
impl Argument for InnerLayer {
    fn to_json(&self) -> Result<Value> {
        self.config.object(self.name, self.trainable)
    }

    fn from_json(value: &Value, classes: &dyn Classes) -> Result<Self> {
        let NamedLayer { layer, name, trainable } = NamedLayer::from_json(value, classes)?;
        let name = name.map(|name| &*name.leak());
        let (class, config) = (layer.class(), Box::leak(layer.into_config()));
        Ok(Self { class, config, place: 0, trainable, name })
    }
}

impl fmt::Debug for InnerLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", self.class)
    }
}

/// Inferred specifications of the inner layers of a wrapper, in the order in which they are written.
#[derive(Clone, Copy, Debug)]
pub struct Inner<'a>(&'a [Outcome]);

impl<'a> Inner<'a> {
    /// Those of a layer with none inside.
    pub const NONE: Inner<'static> = Inner(&[]);

    /// These answers.
    pub const fn new(answers: &'a [Outcome]) -> Self {
        Self(answers)
    }

    /// So many answers from one of them on, among those of a model.
    pub const fn among(all: &'a [Outcome], begin: usize, count: usize) -> Self {
        Self(all.split_at(begin).1.split_at(count).0)
    }

    /// How many layers have answered.
    pub const fn len(self) -> usize {
        let (mut len, mut slot) = (0, 0);
        while slot < self.0.len() {
            len += self.is_layer(slot) as usize;
            slot += 1;
        }
        len
    }

    /// Whether none has.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// How many arguments are written like layers, those that are values included.
    #[doc(hidden)]
    pub const fn slots(self) -> usize {
        self.0.len()
    }

    /// Whether one of those is a layer.
    #[doc(hidden)]
    pub const fn is_layer(self, slot: usize) -> bool {
        !matches!(self.0[slot], Outcome::Value)
    }

    /// The first of those.
    #[doc(hidden)]
    pub const fn first(self, slots: usize) -> Self {
        Self(self.0.split_at(slots).0)
    }

    /// Whether all of them fit.
    pub const fn are_known(self) -> bool {
        let mut i = 0;
        while i < self.0.len() {
            if self.is_layer(i) && self.0[i].spec().is_none() {
                return false;
            }
            i += 1;
        }
        true
    }

    /// Specification of an inner layer by its index. A rule is evaluated only when all inner layers accept their inputs.
    pub const fn spec(self, place: usize) -> &'a LayerSpec {
        self.0[place].spec().expect("the layers inside fit")
    }
}

/// The name of a layer of several: `cells_0`.
pub fn numbered(field: &str, position: usize) -> String {
    format!("{field}_{position}")
}

/// A layer inside another, under the name of the argument that holds it.
#[derive(Clone, Debug)]
pub(crate) struct InnerNode {
    pub field: String,
    pub node: Box<dyn Node>,
}

/// What a layer says of the layers inside it: which there are, and what the next is called on.
#[derive(Clone, Copy)]
struct InnerInference<'a> {
    layers: &'a [(String, InnerLayer)],
    given: &'a dyn Fn(Inner<'_>) -> Option<Specs>,
}

impl InnerInference<'_> {
    /// Asks them in the order in which they are written: what each is given, and what it answers.
    fn answers(self) -> (Vec<Specs>, Vec<Outcome>) {
        let (mut given, mut answers) = (vec![], vec![]);
        // Of one that stands in two fields there is one answer.
        let next = |place| {
            let later =
                self.layers.iter().map(|(_, wrapped)| wrapped).filter(move |wrapped| wrapped.place >= place);
            later.min_by_key(|wrapped| wrapped.place)
        };
        while let Some(wrapped) = next(answers.len()) {
            while answers.len() < wrapped.place {
                answers.push(Outcome::Value);
                given.push(Specs::new(&[]));
            }
            let inputs = (self.given)(Inner::new(&answers));
            answers.push(match &inputs {
                Some(inputs) => wrapped.config.outcome(Inputs::new(inputs.as_slice())),
                None => Outcome::Poisoned,
            });
            given.push(inputs.unwrap_or(Specs::new(&[])));
        }
        (given, answers)
    }

    /// Their answers, or what is to be said of one of them that does not fit.
    fn fitting(self) -> ShapeResult<Vec<Outcome>> {
        let (_, answers) = self.answers();
        for (_, wrapped) in self.layers {
            if let Outcome::Wrong(fault) = &answers[wrapped.place] {
                let inside = Fault::new("has a layer inside that does not fit: ");
                return ShapeResult::Err(inside.text(fault.about(wrapped.class).as_str()));
            }
        }
        ShapeResult::Ok(answers)
    }

    fn build(self, name: &str, trainable: bool) -> Vec<InnerNode> {
        let (given, answers) = self.answers();
        let build = |(field, wrapped): &(String, InnerLayer)| {
            let (name, inputs) = (format!("{name}/{field}"), Inputs::new(given[wrapped.place].as_slice()));
            let trainable = trainable && wrapped.trainable;
            let node = wrapped.config.build(&name, inputs, &answers[wrapped.place], trainable);
            InnerNode { field: field.clone(), node }
        };
        self.layers.iter().map(build).collect()
    }
}

/// The answers of the layers inside one, or what it is to say of one of them that does not fit.
pub fn infer_inner<L: LayerConfig>(config: &L, inputs: Inputs<'_>) -> ShapeResult<Vec<Outcome>> {
    let given = |before: Inner<'_>| config.inner_inputs(inputs, before);
    InnerInference { layers: &config.inner_layers(), given: &given }.fitting()
}

/// The layers inside one, which is called `name` and takes `inputs`, each under the name of its field.
pub(crate) fn build_inner<L: LayerConfig>(
    config: &L,
    name: &str,
    inputs: Inputs<'_>,
    trainable: bool,
) -> Vec<InnerNode> {
    let given = |before: Inner<'_>| config.inner_inputs(inputs, before);
    InnerInference { layers: &config.inner_layers(), given: &given }.build(name, trainable)
}
