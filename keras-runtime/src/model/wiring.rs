//! Wiring of a model: shape inference along the calls, and the forward pass.

use smallvec::SmallVec;

use crate::autodiff::Tensor;
use crate::layer::{ForwardPass, Node, Outcome, Outputs};
use crate::model::{Source, Wire};
use crate::shape::{MAX_TENSORS, Spec, Specs};

impl Source {
    /// Where a tensor comes from in a model that does not compile.
    pub const NOWHERE: Source = Source::Input(usize::MAX);
}

/// The specs that a call is given, if all are known, from the inputs of the model and the answers to the calls before.
pub const fn wired(wires: &[Wire], call: usize, inputs: &[Option<Spec>], calls: &[Outcome]) -> Option<Specs> {
    let (wires, mut specs, mut i) = (wires[call].inputs, Specs::new(&[]), 0);
    while i < wires.len() {
        let spec = match wires[i] {
            Source::Input(input) if input < inputs.len() => inputs[input],
            Source::Input(_) => None,
            Source::Call(call, output) => calls[call].tensor(output),
        };
        match spec {
            Some(spec) => specs = specs.push(spec),
            None => return None,
        }
        i += 1;
    }
    Some(specs)
}

/// The specs that a call is given; none if they are not all known, in a model that does not compile anyway.
pub const fn wired_or_unknown(
    wires: &[Wire],
    call: usize,
    inputs: &[Option<Spec>],
    calls: &[Outcome],
) -> Specs {
    match wired(wires, call, inputs, calls) {
        Some(specs) => specs,
        None => Specs::new(&[]),
    }
}

/// Runs a batch through a model that `takes` such inputs.
pub fn run<const CALLS: usize>(
    name: &str,
    nodes: &[&dyn Node],
    wires: &[Wire; CALLS],
    (inputs, takes): (&[Tensor], &Specs),
    gives: &[Source],
    pass: &ForwardPass,
) -> Outputs {
    if !pass.accepts(name, takes, inputs) {
        return pass.nothing(gives.len());
    }
    let mut calls: [Outputs; CALLS] = std::array::from_fn(|_| Outputs::default());
    let tensor = |source: &Source, calls: &[Outputs]| match *source {
        Source::Input(input) => inputs[input].clone(),
        Source::Call(call, output) => calls[call].tensor(output),
    };
    for (i, wire) in wires.iter().enumerate() {
        let node = nodes[wire.node];
        calls[i] = match wire.inputs {
            [source] => node.call(&[tensor(source, &calls)], pass),
            sources => {
                let given: SmallVec<[Tensor; MAX_TENSORS]> =
                    sources.iter().map(|source| tensor(source, &calls)).collect();
                node.call(&given, pass)
            }
        };
    }
    match gives {
        [source] => Outputs::new([tensor(source, &calls)]),
        sources => Outputs::of(sources.iter().map(|source| tensor(source, &calls))),
    }
}
