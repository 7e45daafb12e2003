//! The calls of a model: of its layers, and of those in the models inside.

use crate::Result;
use crate::layer::{Node, NodePath, Tracer};
use crate::model::{Model, Source};
use crate::shape::Spec;

/// A call of a layer, or of a model inside with its own calls. Tensors are numbers.
pub(super) struct Call {
    pub name: String,
    /// How many calls of the same layer come before it.
    pub earlier: usize,
    pub class: String,
    pub activation: Option<String>,
    /// Whether there are weights, and if so, whether any trains.
    pub trains: Option<bool>,
    pub inputs: Vec<usize>,
    pub outputs: Vec<usize>,
    pub inside: Vec<Call>,
}

/// All calls of a model, and what its tensors are: first come its inputs.
pub(super) struct Calls {
    pub inputs: Vec<String>,
    pub calls: Vec<Call>,
    pub tensors: Vec<Spec>,
}

impl Calls {
    pub fn of<M: Model>(model: &M) -> Self {
        let mut nodes = vec![];
        model.each_node(&mut |name, node| nodes.push((name, node)));
        let inputs: Vec<String> = model.input_names().into_iter().map(str::to_owned).collect();
        let mut recorder = Recorder { leaves: vec![], tensors: model.inputs().as_slice().to_vec() };
        let mut calls: Vec<Call> = vec![];
        let mut add = |(name, node): (&str, &dyn Node), inputs: Vec<usize>| {
            let begin = recorder.leaves.len();
            let root = NodePath::ROOT;
            // The recorder refuses nothing.
            let outputs = node.trace(&root.join(name), &inputs, &mut recorder).unwrap_or_default();
            let leaves = recorder.leaves.split_off(begin);
            let earlier = calls.iter().filter(|call| call.name == name).count();
            let is_layer = leaves.len() == 1 && leaves[0].path.len() == 1;
            let inside = if is_layer { vec![] } else { grouped(leaves, 1, &outputs) };
            calls.push(Call { inputs, outputs: outputs.clone(), earlier, inside, ..Call::blank(name, node) });
            outputs
        };
        match model.wires() {
            None => {
                let first: Vec<usize> = (0..inputs.len()).collect();
                nodes.into_iter().fold(first, |given, node| add(node, given));
            }
            Some(wires) => {
                let mut made: Vec<Vec<usize>> = vec![];
                for wire in wires {
                    let given = wire.inputs.iter().map(|source| tensor(source, &made)).collect();
                    made.push(add(nodes[wire.node], given));
                }
            }
        }
        Self { inputs, calls, tensors: recorder.tensors }
    }
}

fn tensor(source: &Source, calls: &[Vec<usize>]) -> usize {
    match *source {
        Source::Input(input) => input,
        Source::Call(call, output) => calls[call][output],
    }
}

impl Call {
    /// A call of a layer, without its tensors.
    fn blank(name: &str, node: &dyn Node) -> Self {
        let weights = node.weights();
        let trains = weights.iter().any(|weight| weight.variable().trainable());
        Self {
            name: name.to_owned(),
            earlier: 0,
            class: node.class().to_owned(),
            activation: activation(node),
            trains: (!weights.is_empty()).then_some(trains),
            inputs: vec![],
            outputs: vec![],
            inside: vec![],
        }
    }
}

/// The word of the activation of a layer that has one.
fn activation(node: &dyn Node) -> Option<String> {
    let config = node.config().ok()?;
    let activation = config.get("activation")?;
    Some(activation.as_str().or(activation["class_name"].as_str())?.to_owned())
}

/// A call of a layer that is no model, wherever it stands.
struct Leaf {
    path: Vec<String>,
    call: Call,
}

struct Recorder {
    leaves: Vec<Leaf>,
    tensors: Vec<Spec>,
}

impl Tracer for Recorder {
    fn layer(&mut self, path: &NodePath<'_>, layer: &dyn Node, inputs: &[usize]) -> Result<Vec<usize>> {
        let path: Vec<String> = path.to_string().split('/').map(str::to_owned).collect();
        let outputs =
            (0..layer.outputs().as_slice().len()).map(|i| self.tensors.len() + i).collect::<Vec<_>>();
        self.tensors.extend(layer.outputs().as_slice());
        let name = path.last().map_or("", String::as_str);
        let call = Call { inputs: inputs.to_vec(), outputs: outputs.clone(), ..Call::blank(name, layer) };
        self.leaves.push(Leaf { path, call });
        Ok(outputs)
    }
}

/// The calls of a model inside, from those of the layers in it: what follows each other under one name at `depth` is a
/// call of a model, until a layer of it comes again.
fn grouped(leaves: Vec<Leaf>, depth: usize, leave: &[usize]) -> Vec<Call> {
    let mut groups: Vec<Vec<Leaf>> = vec![];
    for leaf in leaves {
        let goes_on = groups.last().is_some_and(|group| {
            leaf.path.len() > depth + 1
                && group[0].path.len() > depth + 1
                && group[0].path[depth] == leaf.path[depth]
                && group.iter().all(|earlier| earlier.path != leaf.path)
        });
        match groups.last_mut().filter(|_| goes_on) {
            Some(group) => group.push(leaf),
            None => groups.push(vec![leaf]),
        }
    }
    let used: Vec<Vec<usize>> =
        groups.iter().map(|group| group.iter().flat_map(|leaf| leaf.call.inputs.clone()).collect()).collect();
    let mut calls: Vec<Call> = vec![];
    for (i, group) in groups.into_iter().enumerate() {
        let name = group[0].path[depth].clone();
        let earlier = calls.iter().filter(|call| call.name == name).count();
        if group[0].path.len() == depth + 1 {
            calls.extend(group.into_iter().map(|leaf| Call { earlier, ..leaf.call }));
            continue;
        }
        let made: Vec<usize> = group.iter().flat_map(|leaf| leaf.call.outputs.clone()).collect();
        let later = || used[i + 1..].iter().flatten().chain(leave);
        let outputs: Vec<usize> =
            made.iter().copied().filter(|tensor| later().any(|used| used == tensor)).collect();
        let mut inputs: Vec<usize> =
            used[i].iter().copied().filter(|tensor| !made.contains(tensor)).collect();
        inputs.dedup();
        let inside = grouped(group, depth + 1, &outputs);
        let trains = inside.iter().filter_map(|call| call.trains).reduce(|a, b| a || b);
        let class = "Functional".to_owned();
        calls.push(Call { name, earlier, class, activation: None, trains, inputs, outputs, inside });
    }
    calls
}
