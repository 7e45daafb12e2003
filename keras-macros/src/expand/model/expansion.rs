//! What the expansion of a model needs everywhere.

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};

use crate::expand::hygiene::located;
use crate::network::Network;

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
        Self { library, private, network, first_calls, configs }
    }

    /// The path of the library's insides, located at a layer's name: there rustc reports what does not fit.
    pub fn private_at(&self, span: Span) -> TokenStream {
        located(self.private, span)
    }
}
