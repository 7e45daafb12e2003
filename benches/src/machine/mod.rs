//! What the machine can do, and what is taken of it.

pub mod memory;
pub mod peak;
