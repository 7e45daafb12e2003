//! Plan of a model: what rustc knows of it, as data. Its cost is read off, and its layers are built.

use crate::layer::{LayerConfig, Node, Outcome};
use crate::model::wiring::{VisitNode, wired_or_unknown};
use crate::model::{Answers, Wire};
use crate::shape::{Inputs, ShapeResult, Spec};

/// What rustc knows of a model that a macro expands to.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The names of the layers.
    pub names: &'a [&'a str],
    /// The first call of each layer; [`UNCALLED`](Self::UNCALLED) of one without, in a model that does not compile.
    pub first_calls: &'a [usize],
    /// The calls.
    pub wires: &'a [Wire],
    /// The inputs of the model.
    pub inputs: &'a [Option<Spec>],
    /// What the rules answer to the calls.
    pub answers: Answers<'a>,
}

impl<'a> Plan<'a> {
    /// Stands for the first call of a layer that is never called.
    pub const UNCALLED: usize = usize::MAX;

    /// Tells rustc what is wrong with the first of a part of a list that does not fit, if there is one: a layer in the source,
    /// every time that it is unrolled. There stand a call, how far before its answer that of the layer is, and the layer that
    /// is called.
    ///
    /// # Panics
    ///
    /// If one does not fit: this is how rustc is told.
    #[track_caller]
    pub const fn check(&self, list: &[[usize; 3]], [begin, end]: [usize; 2], layer: &str) {
        let mut i = begin;
        while i < end {
            let [call, before, called] = list[i];
            if let Outcome::Wrong(fault) = self.answers.inside(call, before) {
                if called == list[begin][2] {
                    fault.raise(layer)
                }
                fault.text("\nnote: this is `").text(self.names[called]).text("`").raise(layer)
            }
            i += 1;
        }
    }

    /// The outcome of the first call of a layer.
    const fn outcome(&self, layer: usize) -> &'a Outcome {
        match self.first_calls[layer] {
            Self::UNCALLED => &Outcome::Poisoned,
            call => self.answers.of(call),
        }
    }

    /// The number of weights, counted by element.
    pub const fn params(&self) -> usize {
        let (mut total, mut i) = (0_usize, 0);
        while i < self.names.len() {
            total = total.saturating_add(self.outcome(i).params());
            i += 1;
        }
        total
    }

    /// The number of weights that training changes, where it is said of each layer whether it may.
    pub const fn trainable_params(&self, trainable: &[bool]) -> usize {
        let (mut total, mut i) = (0_usize, 0);
        while i < self.names.len() {
            total = total.saturating_add(self.outcome(i).trainable_params(trainable[i]));
            i += 1;
        }
        total
    }

    /// Floating point operations for a sample.
    pub const fn flops(&self) -> u64 {
        let (mut total, mut i) = (0_u64, 0);
        while i < self.answers.calls() {
            total = total.saturating_add(self.answers.of(i).flops());
            i += 1;
        }
        total
    }

    /// The bytes that the outputs of a sample take.
    pub const fn activation_bytes(&self) -> usize {
        let (mut total, mut i) = (0_usize, 0);
        while i < self.answers.calls() {
            total = total.saturating_add(self.answers.of(i).activation_bytes());
            i += 1;
        }
        total
    }
}

/// The layers that a model is made of: copies of another's, as long as there are any, and fresh ones.
pub type Copied<'a> = dyn Iterator<Item = &'a dyn Node> + 'a;

/// Builds a layer of a model whose rules have all been checked while compiling, or copies it.
pub fn build<L: LayerConfig>(
    plan: &Plan<'_>,
    config: &ShapeResult<L>,
    layer: usize,
    trainable: bool,
    copied: &mut Copied<'_>,
) -> L::Built {
    if let Some(built) = copied.next().and_then(|node| node.as_any().downcast_ref::<L::Built>()) {
        return built.duplicate();
    }
    let (name, outcome, call) = (plan.names[layer], plan.outcome(layer), plan.first_calls[layer]);
    let inputs = wired_or_unknown(plan.wires, call, plan.inputs, plan.answers);
    match config {
        ShapeResult::Ok(config) => {
            config.copied().build(name, Inputs::new(inputs.as_slice()), outcome, trainable)
        }
        ShapeResult::Err(fault) => unreachable!("`{name}` {fault}"),
    }
}

/// Shows layers that follow each other, with their names.
pub fn visit<'a, const LAYERS: usize>(
    layers: [&'a dyn Node; LAYERS],
    names: &mut std::slice::Iter<'_, &'a str>,
    visit: &mut VisitNode<'_, 'a>,
) {
    for (layer, name) in layers.into_iter().zip(names) {
        visit(name, layer);
    }
}

/// Shows layers that follow each other, to change.
pub fn visit_mut<'a, const LAYERS: usize>(
    layers: [&'a mut dyn Node; LAYERS],
    visit: &mut dyn FnMut(&'a mut dyn Node),
) {
    for layer in layers {
        visit(layer);
    }
}
