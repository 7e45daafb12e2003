//! The files of `keras-runtime` that are under test, at the paths that they have there.
#![cfg(all(address_sanitizer, test))]
#![allow(dead_code, unused_imports, reason = "who calls the kernels is not here")]

#[path = "../../keras-runtime/src/kernels/mod.rs"]
mod kernels;
