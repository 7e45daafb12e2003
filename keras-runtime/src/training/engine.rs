//! Engines: what computes the steps of a model in place of this library's runtime.
//!
//! The loop of `fit` stays what it is: its batches, their order, its callbacks, its scores. Only what a batch comes to is
//! computed elsewhere.

use std::fmt;
use std::path::Path;

use super::distribution::Distribution;
use crate::Result;

/// An engine, which computes in place of this library's runtime: a `Backend` of Keras, with the feature
/// `backends`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an engine",
    label = "expected a backend such as `Backend::Jax`",
    note = "`use keras::backends::Backend;`, with the feature `backends` of `keras`"
)]
pub trait Engine: fmt::Debug {
    /// Starts it on the model that `write` writes to a file, or says why it cannot.
    #[doc(hidden)]
    fn start(
        &self,
        distribution: Option<Distribution>,
        write: &mut dyn FnMut(&Path) -> Result<()>,
    ) -> Result<Box<dyn EngineSession>>;
}

/// An engine at work on a model.
#[doc(hidden)]
pub trait EngineSession: Send {
    /// Goes on with the model that `write` writes to a file.
    fn load(&mut self, write: &mut dyn FnMut(&Path) -> Result<()>) -> Result<()>;

    /// Lets `read` read the file of the model as it is now.
    fn save(&mut self, read: &mut dyn FnMut(&Path) -> Result<()>) -> Result<()>;

    /// Learns from a batch, or measures it; what the loss and the metrics come to since the last reset.
    fn step(&mut self, step: &EngineStep<'_>) -> Result<Vec<(String, Vec<f32>)>>;

    /// The outputs for a batch: their shapes and their numbers.
    fn predict(&mut self, inputs: &[EngineArray<'_>]) -> Result<Vec<(Vec<usize>, Vec<f32>)>>;
}

/// The shape and the numbers of an array.
#[doc(hidden)]
pub type EngineArray<'a> = (&'a [usize], &'a [f32]);

/// A batch, and what is to be done with it.
#[doc(hidden)]
pub struct EngineStep<'a> {
    /// Whether the model learns from it.
    pub learns: bool,
    /// Whether the loss and the metrics begin anew.
    pub resets: bool,
    /// The learning rate, if it has changed.
    pub rate: Option<f32>,
    pub inputs: Vec<EngineArray<'a>>,
    pub labels: Vec<EngineArray<'a>>,
    pub weights: Vec<EngineArray<'a>>,
}
