//! The differentiable operations, each family with its forward, its gradient and its tests side by side.

mod arithmetic;
mod broadcast;
mod cross_entropy;
mod elementwise;
mod linear;
mod map;
mod reduce;
mod shape;
mod softmax;
mod zip;

pub use arithmetic::*;
pub use cross_entropy::{softmax_cross_entropy, sparse_softmax_cross_entropy};
pub use elementwise::*;
pub use linear::*;
pub use map::*;
pub use reduce::*;
pub use shape::*;
pub use softmax::{log_softmax, softmax};
pub use zip::Operand;
