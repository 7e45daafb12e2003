//! Statements as a network: the macro runs the graph once, with tensors that have no values.

mod apply;
mod arithmetic;
mod builder;
mod call;
mod choice;
mod scope;
mod statement;
mod substitute;
mod text;
mod unroll;
mod value;

use super::node::{Input, Network, Tensor};
use crate::errors::Errors;
use crate::parse::Graph;
use builder::Builder;

/// Runs `let x = Input(784); let x = Dense(10)(x); x`.
pub fn graph(Graph { statements, end }: Graph, errors: &mut Errors) -> Network {
    let mut builder = Builder::new(errors);
    builder.scope.enter(false);
    match builder.block(&statements) {
        Some((value, written)) => builder.network.outputs = builder.tensors(value, written),
        None => builder.errors.at_first(
            end,
            "a graph ends with its outputs: an expression without `;`, such as `y` or `(a, b)`",
        ),
    }
    builder.scope.leave(builder.errors);
    let network = builder.finish();
    if network.inputs.is_empty() {
        errors.at_first(end, "a graph begins with an input: `let x = Input(784);`");
    }
    for input in unconnected(&network) {
        errors.at_first(input.shape.span, "this input is not connected to an output");
    }
    network.finish(end, errors)
}

/// The inputs that no output depends on.
fn unconnected(network: &Network) -> Vec<&Input> {
    let mut reached = vec![false; network.inputs.len()];
    let mut calls = vec![false; network.calls.len()];
    let mut open = network.outputs.clone();
    while let Some(tensor) = open.pop() {
        match tensor {
            Tensor::Input(input) => reached[input] = true,
            Tensor::Output { call, .. } if !calls[call] => {
                calls[call] = true;
                open.extend(&network.calls[call].inputs);
            }
            _ => {}
        }
    }
    network.inputs.iter().zip(reached).filter(|(_, reached)| !reached).map(|(input, _)| input).collect()
}
