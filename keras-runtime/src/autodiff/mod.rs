//! Reverse-mode automatic differentiation.

pub mod backend;
mod operation;
mod operators;
pub mod ops;
mod state;
mod tape;
mod tensor;
#[doc(hidden)]
pub mod testing;
mod variable;

pub use operation::{Gradients, Inputs, Operation};
pub use tape::Tape;
pub use tensor::Tensor;
pub use variable::Variable;
