//! Keras models that rustc checks.
#![forbid(unsafe_code)]
