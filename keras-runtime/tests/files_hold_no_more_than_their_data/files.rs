//! What the readers share with others.

#[path = "../../src/files/npy.rs"]
#[allow(dead_code, reason = "the library uses the rest")]
pub mod npy;
