//! Wiring of a model: shape inference along the calls, and the forward pass.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use smallvec::SmallVec;

use crate::Result;
use crate::autodiff::Tensor;
use crate::layer::{ForwardPass, Node, NodePath, Outputs, Tracer};
use crate::model::{Answers, Model, Source, Wire};
use crate::shape::{MAX_TENSORS, Spec, Specs};

impl Source {
    /// Where a tensor comes from in a model that does not compile.
    pub const NOWHERE: Source = Source::Input(usize::MAX);

    /// Sources as the calls of a model have them that the running program makes: each list is kept once, and as long as the
    /// program runs.
    pub(super) fn list(sources: &[Source]) -> &'static [Source] {
        static LISTS: Mutex<BTreeSet<&'static [Source]>> = Mutex::new(BTreeSet::new());
        let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
        match lists.get(sources) {
            Some(list) => list,
            None => {
                let list: &'static [Source] = Box::leak(sources.into());
                lists.insert(list);
                list
            }
        }
    }
}

/// The specs that a call is given, if all are known, from the inputs of the model and the answers to the calls before.
pub const fn wired(
    wires: &[Wire],
    call: usize,
    inputs: &[Option<Spec>],
    answers: Answers<'_>,
) -> Option<Specs> {
    let (wires, mut specs, mut i) = (wires[call].inputs, Specs::new(&[]), 0);
    while i < wires.len() {
        let spec = match wires[i] {
            Source::Input(input) if input < inputs.len() => inputs[input],
            Source::Input(_) => None,
            Source::Call(call, output) => answers.of(call).tensor(output),
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
    answers: Answers<'_>,
) -> Specs {
    match wired(wires, call, inputs, answers) {
        Some(specs) => specs,
        None => Specs::new(&[]),
    }
}

/// The wires of a model, which come in parts.
///
/// # Panics
///
/// If they are not as many, which no expansion of a macro gives.
pub const fn wires<const CALLS: usize>(parts: &[&[Wire]]) -> [Wire; CALLS] {
    let mut wires = [Wire { node: 0, inputs: &[] }; CALLS];
    let (mut i, mut part) = (0, 0);
    while part < parts.len() {
        let mut j = 0;
        while j < parts[part].len() {
            wires[i] = parts[part][j];
            i += 1;
            j += 1;
        }
        part += 1;
    }
    wires
}

/// Is shown a layer and its name.
pub type VisitNode<'v, 'a> = dyn FnMut(&'a str, &'a dyn Node) + 'v;

/// Runs a batch through a model that `takes` such inputs, and visits so many layers when it is asked for them.
pub fn run<'a, const LAYERS: usize, const CALLS: usize>(
    name: &str,
    each_node: &dyn Fn(&mut VisitNode<'_, 'a>),
    wires: &[Wire; CALLS],
    (inputs, takes): (&[Tensor], &Specs),
    gives: &[Source],
    pass: &ForwardPass,
) -> Outputs {
    if !pass.accepts(name, takes, inputs) {
        return pass.nothing(gives.len());
    }
    let mut calls: [Outputs; CALLS] = std::array::from_fn(|_| Outputs::default());
    let mut nodes: [Option<&dyn Node>; LAYERS] = [None; LAYERS];
    let mut rest = nodes.iter_mut();
    each_node(&mut |_, node| {
        if let Some(place) = rest.next() {
            *place = Some(node);
        }
    });
    let node = |node: usize| nodes[node].expect("a model visits each of its layers");
    call_all(&node, wires, inputs, &mut calls, pass);
    gathered(gives, inputs, &calls)
}

/// Makes the calls of a model one after the other.
pub(super) fn call_all<'a>(
    node: &dyn Fn(usize) -> &'a dyn Node,
    wires: &[Wire],
    inputs: &[Tensor],
    calls: &mut [Outputs],
    pass: &ForwardPass,
) {
    for (i, wire) in wires.iter().enumerate() {
        let node = node(wire.node);
        calls[i] = match wire.inputs {
            [source] => node.call(&[tensor(source, inputs, calls)], pass),
            sources => {
                let given: SmallVec<[Tensor; MAX_TENSORS]> =
                    sources.iter().map(|source| tensor(source, inputs, calls)).collect();
                node.call(&given, pass)
            }
        };
    }
}

/// What a model gives whose calls have been made.
pub(super) fn gathered(gives: &[Source], inputs: &[Tensor], calls: &[Outputs]) -> Outputs {
    match gives {
        [source] => Outputs::new([tensor(source, inputs, calls)]),
        sources => Outputs::of(sources.iter().map(|source| tensor(source, inputs, calls))),
    }
}

/// Shows the calls of a model that stands at `path`: the tensors that it gives.
pub(super) fn trace<M: Model + ?Sized>(
    model: &M,
    path: &NodePath<'_>,
    inputs: &[usize],
    tracer: &mut dyn Tracer,
) -> Result<Vec<usize>> {
    let mut nodes = vec![];
    model.each_node(&mut |name, node| nodes.push((name, node)));
    let Some(wires) = model.wires() else {
        let follow =
            |given: Vec<usize>, (name, node): (&str, &dyn Node)| node.trace(&path.join(name), &given, tracer);
        return nodes.into_iter().try_fold(inputs.to_vec(), follow);
    };
    let mut calls: Vec<Vec<usize>> = vec![];
    let of = |source: &Source, calls: &[Vec<usize>]| match *source {
        Source::Input(input) => inputs[input],
        Source::Call(call, output) => calls[call][output],
    };
    for wire in wires {
        let given: Vec<usize> = wire.inputs.iter().map(|source| of(source, &calls)).collect();
        let (name, node) = nodes[wire.node];
        calls.push(node.trace(&path.join(name), &given, tracer)?);
    }
    Ok(model.gives().iter().map(|source| of(source, &calls)).collect())
}

fn tensor(source: &Source, inputs: &[Tensor], calls: &[Outputs]) -> Tensor {
    match *source {
        Source::Input(input) => inputs[input].clone(),
        Source::Call(call, output) => calls[call].tensor(output),
    }
}
