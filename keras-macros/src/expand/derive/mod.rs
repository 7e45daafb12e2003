//! `#[derive(Config)]`: from the struct of a layer's arguments to its setters, questions and constants.

mod argument;
mod broken;
mod config;
mod declared;
mod docs;
mod fields;
mod inner;
pub mod json;
mod kind;
mod made;
mod misspelt;
mod names;
mod signature;
mod typed;
mod types;
mod undeclared;
mod weights;
mod words;

pub use config::config;
pub use inner::{answer, wrapped};
pub use signature::of_inputs;
