//! Files of Keras, as the macros and the runtime of `keras` read them: the archive, the weights in it, and its configuration
//! as source text of `sequential!` and `graph!`. What is wrong with a file is a text.
//!
//! Not for use by hand: `keras` has all of it.

pub mod graph;
pub mod hdf5;
pub mod keras2;
pub mod names;
pub mod source;
pub mod weights;
pub mod zip;

/// The entry of an archive that is the configuration.
pub const CONFIG: &str = "config.json";

/// The entry of an archive that has the weights.
pub const WEIGHTS: &str = "model.weights.h5";
