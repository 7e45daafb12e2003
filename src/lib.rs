//! Keras models that rustc checks.
#![forbid(unsafe_code)]

mod macros;

pub use keras_runtime::layers::{Checked, LayerConfig, Model, Sequential};
pub use keras_runtime::{
    Error, Result, activations, autodiff, backend, constraints, datasets, initializers, layers, optimizers,
    random, regularizers, schedules, shape, tri, vocabulary,
};

/// What almost every program with a model uses.
pub mod prelude {
    pub use crate::backend as K;
    pub use crate::{Checked, LayerConfig, Model, Sequential, datasets, graph, layer, metrics, sequential};
}

/// What the macros expand to. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use keras_macros::{graph, layer, metrics, sequential};
    pub use keras_runtime::__private::*;
}
