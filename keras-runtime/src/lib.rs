//! The runtime of `keras`, floor by floor: each module uses only those above it in this list.

pub mod autodiff;
pub mod constraints;
pub mod datasets;
mod error;
pub mod initializers;
pub mod kernels;
pub mod optimizers;
pub mod random;
pub mod schedules;
pub mod shape;
pub mod tensor;

pub use autodiff::backend;
pub use error::{Error, Result};
