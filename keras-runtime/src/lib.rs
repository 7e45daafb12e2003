//! The runtime of `keras`, floor by floor: each module uses only those above it in this list.

pub mod datasets;
mod error;
pub mod kernels;
pub mod shape;

pub use error::{Error, Result};
