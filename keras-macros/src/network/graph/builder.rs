//! What runs the graph. Its methods stand beside what they are about: statements, values, calls, loops.

use super::scope::Scope;
use crate::errors::Errors;
use crate::network::node::Network;

/// Over how many tokens and values a graph may unroll.
const MOST_STEPS: usize = 1 << 16;

/// A network so far, and the variables in sight.
pub struct Builder<'e> {
    pub network: Network,
    pub scope: Scope,
    pub errors: &'e mut Errors,
    /// The names of the functions of each block of statements that is being run.
    pub functions: Vec<Vec<String>>,
    /// How many blocks are being unrolled inside each other.
    pub depth: usize,
    /// What may still be unrolled, in tokens and values.
    pub budget: usize,
}

impl<'e> Builder<'e> {
    pub fn new(errors: &'e mut Errors) -> Self {
        Builder {
            network: Network::new("functional"),
            scope: Scope::default(),
            errors,
            functions: vec![],
            depth: 0,
            budget: MOST_STEPS,
        }
    }

    /// The network; nothing of it if it was given up.
    pub fn finish(self) -> Network {
        if self.budget == 0 { Network::default() } else { self.network }
    }
}
