//! The runtime of `keras`: shape rules, kernels, automatic differentiation, layers, training.

extern crate self as keras;

pub mod activations;
pub mod autodiff;
#[cfg(any(feature = "backends", feature = "mpi"))]
pub mod backends;
pub mod collective;
pub mod config;
pub mod constraints;
pub mod datasets;
#[doc(hidden)]
pub mod editor;
mod error;
mod files;
#[cfg(test)]
mod forwarding;
pub mod initializers;
pub mod kernels;
pub mod layer;
pub mod layers;
pub mod losses;
pub mod metrics;
pub mod model;
pub mod optimizers;
mod pictures;
pub mod random;
pub mod regularizers;
pub mod saving;
pub mod schedules;
mod sealed;
pub mod shape;
pub mod tensor;
pub mod training;
pub mod utils;
pub mod vocabulary;

pub use autodiff::backend;
pub use error::{Error, ErrorKind, Result};
pub use kernels::set_num_threads;
/// The version of `ndarray` whose arrays are taken and given.
pub use ndarray;
/// The version of `serde_json` whose values are taken and given.
pub use serde_json;
pub use training::data;

/// What the macros expand to. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use core::clone::Clone;
    pub use core::default::Default;
    pub use core::marker::Copy;
    pub use core::option::Option::{self, None, Some};
    pub use core::primitive::{bool, f64, isize, str, u8, u64, usize};
    pub use core::result::Result::{Err, Ok};
    pub use core::{module_path, unreachable};
    pub use std::boxed::Box;
    pub use std::string::String;
    pub use std::vec;
    pub use std::vec::Vec;

    pub use crate::Result;
    pub use crate::activations::linear;
    pub use crate::autodiff::Tensor;
    pub use crate::config::{
        Argument, ArgumentName, ArgumentNames, Class, Classes, Complete, Config, Configured, Form, Map,
        NoArgument, NoForm, NoNames, OF_EVERY_LAYER, Own, Read, Said, Value, Written, fault_of, keras_module,
        no_word, of_arguments, texts, typed, word,
    };
    pub use crate::constraints::{Constraint, own_constraint};
    pub use crate::editor;
    pub use crate::initializers::{Initializer, own_initializer};
    pub use crate::layer::arguments::Padding;
    pub use crate::layer::*;
    pub use crate::losses::{AnyLoss, Loss};
    pub use crate::metrics::list::{configured_metric, function_metric};
    pub use crate::metrics::{Metric, Metrics, metric};
    pub use crate::model::*;
    pub use crate::optimizers::{Descent, IntoNumber};
    pub use crate::regularizers::{Regularizer, own_regularizer};
    pub use crate::saving::{
        Arguments, Declaration, Declared, MadeOf, NoTrait, TraitsOf, Undeclared, declared, first_of,
        undeclared,
    };
    pub use crate::schedules::{LearningRate, Schedule};
    pub use crate::sealed::Sealed;
    pub use crate::shape::list::{OpenSize, UnfinishedArgument};
    pub use crate::shape::literal::{dim_code, head_code, is_int, rank_code, shape_literal};
    pub use crate::shape::rank::{Pick, PickHead, Select, SelectHead};
    pub use crate::shape::*;
}
