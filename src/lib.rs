#![doc = include_str!("guides/links.md")]
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![doc(test(attr(allow(unused_variables, dead_code))))]

#[cfg(feature = "applications")]
extern crate self as keras;

#[cfg(feature = "applications")]
pub mod applications;
pub mod guides;
mod macros;

#[cfg(feature = "backends")]
pub use keras_runtime::backends::engines as backends;
pub use keras_runtime::config::Config;
pub use keras_runtime::layer::LayerConfig;
pub use keras_runtime::model::{Checked, Model, Sequential};
pub use keras_runtime::random::set_random_seed;
pub use keras_runtime::training::{callbacks, data};
pub use keras_runtime::{
    Error, ErrorKind, Result, activations, autodiff, backend, config, constraints, datasets, initializers,
    layers, losses, metrics, ndarray, optimizers, random, regularizers, saving, schedules, serde_json,
    set_num_threads, shape, shape_try, training, utils, vocabulary,
};

/// Distribution of a training over devices, or over processes on one machine or several: see
/// [the guide](guides::distribution).
pub mod distribution {
    #[cfg(feature = "mpi")]
    pub use keras_runtime::backends::mpi::DataParallel;
    pub use keras_runtime::collective::{Buckets, Collective};
    pub use keras_runtime::training::Distribution;
}

/// Models, and what can be asked of one.
pub mod models {
    pub use keras_runtime::model::{AnyModel, BuiltModel, Checked, Model, Sequential, Source, Summary, Wire};
    pub use keras_runtime::saving::{
        load_compiled_model, load_compiled_model_with, load_model, load_model_with, model_from_json,
    };
}

/// What almost every program with a model uses.
///
/// ```
/// use keras::prelude::*;
///
/// let model = sequential![Dense(10, activation = softmax, input = 784)];
/// ```
pub mod prelude {
    pub use crate::backend as K;
    pub use crate::layers::Node as _;
    pub use crate::losses::Loss;
    pub use crate::losses::classes::*;
    pub use crate::optimizers::classes::*;
    pub use crate::shape::{Rank0, Rank1, Rank2, Rank3, Rank4, Rank5};
    pub use crate::training::callbacks::classes::*;
    pub use crate::training::{Compile, Fit, Verbose};
    pub use crate::{
        Checked, Config, LayerConfig, Model, Sequential, datasets, graph, keras_file, layer, metrics,
        sequential,
    };
}

/// What the macros expand to. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use keras_macros::{graph, keras_file, layer, metrics, sequential};
    pub use keras_runtime::__activations;
    pub use keras_runtime::__private::*;
}
