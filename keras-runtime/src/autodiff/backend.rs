//! The functions that losses, metrics and layers are written with; `K` to those who know Keras.

pub use super::ops::*;
