//! The layers of a model as a graph of TensorFlow.

use super::protobuf::Message;
use crate::model::{Source, Wire};

/// An input or a call of a layer, and the names of those that it takes something from.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::training) struct GraphNode {
    pub name: String,
    pub class: String,
    pub inputs: Vec<String>,
}

/// The inputs and the calls of layers, by name and class; a layer that is called again has the number of the call in its name.
pub(in crate::training) fn graph_nodes(
    inputs: &[&str],
    layers: &[(&str, &str)],
    wires: Option<&[Wire]>,
) -> Vec<GraphNode> {
    let input =
        |name: &&str| GraphNode { name: (*name).to_owned(), class: "InputLayer".into(), inputs: vec![] };
    let mut nodes: Vec<GraphNode> = inputs.iter().map(input).collect();
    let call = |name: String, class: &str, inputs| GraphNode { name, class: class.to_owned(), inputs };
    let Some(wires) = wires else {
        for &(name, class) in layers {
            let before = nodes.last().map(|node| node.name.clone()).into_iter().collect();
            nodes.push(call(name.to_owned(), class, before));
        }
        return nodes;
    };
    for (i, wire) in wires.iter().enumerate() {
        let (name, class) = layers[wire.node];
        let again = wires[..i].iter().filter(|earlier| earlier.node == wire.node).count();
        let name = if again == 0 { name.to_owned() } else { format!("{name}_{again}") };
        let source = |source: &Source| match *source {
            Source::Input(input) => nodes[input].name.clone(),
            Source::Call(call, 0) => nodes[inputs.len() + call].name.clone(),
            Source::Call(call, output) => format!("{}:{output}", nodes[inputs.len() + call].name),
        };
        let sources = wire.inputs.iter().map(source).collect();
        nodes.push(call(name, class, sources));
    }
    nodes
}

/// The message `GraphDef` of these nodes.
pub(super) fn message(nodes: &[GraphNode]) -> Message {
    let versions = Message::default().with_integer(1, 22);
    let graph = nodes.iter().fold(Message::default(), |graph, GraphNode { name, class, inputs }| {
        let node = Message::default().with_text(1, name).with_text(2, class);
        graph.with_message(1, &inputs.iter().fold(node, |node, input| node.with_text(3, input)))
    });
    graph.with_message(4, &versions)
}
