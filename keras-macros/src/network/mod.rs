//! One network of nodes, whichever way it was written: `sequential!` is a `graph!` with one road.

mod finish;
mod graph;
mod names;
mod node;
mod order;
mod sequential;

pub use graph::graph;
pub use node::{Call, Input, InputAssertion, Network, Node, Tensor};
pub use sequential::sequential;
