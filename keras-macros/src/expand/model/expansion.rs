//! What the expansion of a model needs everywhere.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

use crate::expand::hygiene::located;
use crate::network::Network;
use crate::parse::Layer;

/// So many layers share a function: what rustc spends on a function grows faster than its length.
pub const TOGETHER: usize = 32;

/// A model on its way to tokens. The methods stand beside what they are about.
pub struct Expansion<'a> {
    pub library: &'a TokenStream,
    pub private: &'a TokenStream,
    pub network: &'a Network,
    /// The call that makes the weights of each layer, if it is called.
    pub first_calls: Vec<Option<usize>>,
    /// The layer whose arguments each layer has: its own, or of one that is unrolled the first time it is.
    pub configs: Vec<usize>,
    /// The first layer of the same type: what rustc finds out about a type of a field, it finds out once.
    pub types: Vec<usize>,
}

impl<'a> Expansion<'a> {
    pub fn new(library: &'a TokenStream, private: &'a TokenStream, network: &'a Network) -> Self {
        let mut first_calls = vec![None; network.nodes.len()];
        for (i, call) in network.calls.iter().enumerate() {
            first_calls[call.node].get_or_insert(i);
        }
        let mut written = HashMap::new();
        let configs = network.nodes.iter().enumerate();
        let configs = configs.map(|(i, node)| *written.entry(node.layer.place()).or_insert(i)).collect();
        let mut named = HashMap::new();
        let nodes = network.nodes.iter().enumerate();
        let types = nodes.map(|(i, node)| {
            *named.entry(type_of(&node.layer).unwrap_or_else(|| i.to_string())).or_insert(i)
        });
        let types = types.collect();
        Self { library, private, network, first_calls, configs, types }
    }

    /// The path of the library's insides, located at a layer's name: there rustc reports what does not fit.
    pub fn private_at(&self, span: Span) -> TokenStream {
        located(self.private, span)
    }
}

/// The type of a layer as it is written; none of one in a crate that only the macro around knows.
fn type_of(layer: &Layer) -> Option<String> {
    let path = layer.path.to_token_stream().to_string();
    (!path.contains('$')).then(|| format!("{path} {}", layer.is_operator))
}
