//! Files of models and weights: what Keras wrote, what Keras reads, and what is wrong with those that lie.
//!
//! Those of Keras are in `../conformance/data/saving`, which `../conformance/saving.py` wrote.

mod catalogue;
mod classes;
mod compiled_in;
mod configs;
mod engines;
#[allow(non_snake_case, reason = "names of layers are fields")]
mod exported;
mod exports;
#[path = "../conformance/fixture.rs"]
#[allow(dead_code, reason = "what only other subjects need")]
mod fixture;
mod functional;
mod keras2;
mod keras_files;
mod mismatches;
#[cfg(feature = "onnx")]
mod onnx;

/// A file that Keras has written.
fn written(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/data").join(name)
}
