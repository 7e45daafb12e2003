//! Tracing: which layer of a model is called on what, without numbers.

use crate::Result;
use crate::layer::{Node, NodePath};

/// What follows the calls of a model, layer by layer. Its tensors are numbers that it gives out.
#[doc(hidden)]
pub trait Tracer {
    /// Follows a call of a layer, which is no model: the tensors that it gives.
    ///
    /// # Errors
    ///
    /// If the layer is not one that can be followed.
    fn layer(&mut self, path: &NodePath<'_>, layer: &dyn Node, inputs: &[usize]) -> Result<Vec<usize>>;
}
