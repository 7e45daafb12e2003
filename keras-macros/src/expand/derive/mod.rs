//! `#[derive(Config)]`: from the struct of a layer's arguments to its setters, questions and constants.

mod argument;
mod config;
mod inner;
pub mod json;
mod kind;
mod signature;
mod weights;

pub use config::config;
pub use inner::{answer, wrapped};
pub use signature::of_inputs;
