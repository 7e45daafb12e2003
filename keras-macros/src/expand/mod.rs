//! From a network to tokens.
//!
//! Every token of the user is emitted once, with its own span: editors map tokens by span. What the macro adds has
//! absolute paths. The constant that checks a layer has the span of the layer's name on every token, so that rustc
//! puts a rule's message there.

mod ambiguities;
mod checks;
mod derive;
mod hygiene;
mod kind;
mod layer;
mod metrics;
mod model;
mod setters;
mod shape;

pub use derive::config;
pub use hygiene::vocabulary;
pub use layer::layer;
pub use metrics::metrics;
pub use model::{file, model};
