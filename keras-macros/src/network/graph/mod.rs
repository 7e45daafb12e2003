//! Statements as a network: the macro runs the graph once, with tensors that have no values.

mod call;
mod scope;
mod statement;
mod substitute;
mod text;
mod unroll;
mod value;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use super::{Input, Network, Tensor};
use crate::parse::{Errors, delimited, statements};
use scope::Scope;

/// Reads `let x = Input(784); let x = Dense(10)(x); x`, with or without braces around it.
pub fn graph(body: TokenStream, errors: &mut Errors) -> Network {
    let body = unbraced(delimited(body));
    let end = body.clone().into_iter().last().map_or_else(Span::call_site, |token| token.span());
    let statements = statements(body, errors);
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

/// The statements inside the braces of `graph!({ … })`.
fn unbraced(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Brace => group.stream(),
        _ => tokens,
    }
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

/// What runs the graph.
struct Builder<'e> {
    network: Network,
    scope: Scope,
    errors: &'e mut Errors,
    /// How many blocks are being unrolled inside each other.
    depth: usize,
    /// What may still be unrolled, in tokens and values.
    budget: usize,
}

impl<'e> Builder<'e> {
    fn new(errors: &'e mut Errors) -> Self {
        let network = Network { kind: "functional", ..Network::default() };
        Builder { network, scope: Scope::default(), errors, depth: 0, budget: unroll::MOST_STEPS }
    }

    /// The network; nothing of it if it was given up.
    fn finish(self) -> Network {
        if self.budget == 0 { Network::default() } else { self.network }
    }
}
