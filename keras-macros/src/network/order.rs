//! The order of the layers, which is that of their weights and of the summary.

use std::cmp::Reverse;

use super::node::{Call, Network, Node, Tensor};

/// Puts the layers in Keras's order: those furthest from the outputs first, and of those equally far the one that is met
/// first on the way back from the outputs.
pub fn in_order_of_keras(mut network: Network) -> Network {
    let calls = network.calls_from_the_inputs();
    let depths = network.depths(&calls);
    let mut met = vec![usize::MAX; network.nodes.len()];
    for (position, &call) in calls.first_met.iter().enumerate() {
        let met = &mut met[network.calls[call].node];
        *met = position.min(*met);
    }
    let mut order: Vec<usize> = (0..network.nodes.len()).collect();
    order.sort_by_key(|&node| (Reverse(depths[node]), met[node]));
    let mut new = vec![0; order.len()];
    order.iter().enumerate().for_each(|(position, &node)| new[node] = position);
    network.calls.iter_mut().for_each(|call| call.node = new[call.node]);
    network.inputs.iter_mut().for_each(|input| input.into = input.into.map(|node| new[node]));
    let mut nodes: Vec<(usize, Node)> = new.into_iter().zip(network.nodes).collect();
    nodes.sort_by_key(|(position, _)| *position);
    network.nodes = nodes.into_iter().map(|(_, node)| node).collect();
    network
}

impl Network {
    /// The longest way of each layer to an output, in calls. A shared layer counts from its furthest call.
    fn depths(&self, calls: &Visit) -> Vec<usize> {
        let mut of_call = vec![0; self.calls.len()];
        let mut of_node = vec![0; self.nodes.len()];
        for &call in calls.finished.iter().rev() {
            let Call { node, inputs, .. } = &self.calls[call];
            let depth = of_call[call].max(of_node[*node]);
            of_node[*node] = depth;
            for before in inputs.iter().filter_map(maker) {
                of_call[before] = of_call[before].max(depth + 1);
            }
        }
        of_node
    }

    /// Walks back from the outputs, depth first. Without recursion, since a model may be long.
    fn calls_from_the_inputs(&self) -> Visit {
        let mut visit = Visit::default();
        let mut seen = vec![false; self.calls.len()];
        for output in self.outputs.iter().filter_map(maker) {
            let mut waiting = vec![(output, false)];
            while let Some((call, is_done)) = waiting.pop() {
                if is_done {
                    visit.finished.push(call);
                } else if !std::mem::replace(&mut seen[call], true) {
                    visit.first_met.push(call);
                    waiting.push((call, true));
                    let before = self.calls[call].inputs.iter().rev().filter_map(maker);
                    waiting.extend(before.map(|call| (call, false)));
                }
            }
        }
        visit
    }
}

/// Calls in the order in which a walk meets them, and in which it is done with all that is before them.
#[derive(Default)]
struct Visit {
    first_met: Vec<usize>,
    finished: Vec<usize>,
}

/// The call that gives a tensor.
fn maker(tensor: &Tensor) -> Option<usize> {
    match *tensor {
        Tensor::Output { call, .. } => Some(call),
        Tensor::Input(_) | Tensor::Unknown => None,
    }
}
