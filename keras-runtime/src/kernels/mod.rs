//! Loops over slices: products, pointwise functions, reductions. All SIMD and all `unsafe` live here.
//!
//! This is the seam at which another device could be put; nothing above it assumes a CPU.

mod aligned;
mod isa;
pub mod matmul;
mod parallel;
pub mod pointwise;
pub mod random;
pub mod rows;
mod scratch;
mod simd;
pub(crate) mod weights;

pub use aligned::Aligned;
