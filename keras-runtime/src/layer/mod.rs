//! Layers: traits, shape inference, weights and forward pass. The layers themselves are in [`layers`](crate::layers).
//!
//! A layer is a struct of its arguments with [`LayerConfig`], an inherent `rule` that rustc evaluates, and [`Layer`], which
//! computes. [`Built`] is a layer with its weights, and [`Node`] one of whatever type. The layers themselves are in
//! [`layers`](crate::layers).

pub(crate) mod activated;
pub(crate) mod along;
mod any;
pub mod arguments;
mod built;
mod config;
mod context;
mod inner;
pub(crate) mod lora;
pub(crate) mod masks;
mod node;
mod node_path;
mod outcome;
mod outputs;
mod parts;
mod pass;
mod place;
pub(crate) mod promise;
pub(crate) mod recurrent_state;
pub(crate) mod rules;
mod signature;
mod spec;
mod tracer;
mod weight;
mod weight_arguments;
mod weight_group;
mod weight_spec;

pub use crate::config::Config;
pub use any::AnyLayer;
pub(crate) use any::{AnyConfig, NamedLayer};
pub use built::Built;
pub use config::{BuildResult, BuiltOf, Layer, LayerConfig, LayerType, signature};
pub use context::Context;
pub use inner::{Inner, InnerLayer, infer_inner, numbered};
pub use lora::Adapter;
pub(crate) use lora::LowRank;
pub use node::Node;
pub use node_path::NodePath;
pub use outcome::{Outcome, RuleAnswer, RuleResult, answered};
pub use outputs::Outputs;
pub use pass::ForwardPass;
#[doc(hidden)]
pub use place::Place;
pub use signature::{CallSignature, InputKind, NamedInput};
pub(crate) use spec::Cost;
pub use spec::{Direction, LayerSpec, MAX_WEIGHTS};
#[doc(hidden)]
pub use tracer::Tracer;
pub use weight::Weight;
pub(crate) use weight::find_weight;
pub(crate) use weight::without_initial_values;
pub use weight_arguments::WeightArguments;
pub(crate) use weight_group::WeightGroup;
pub use weight_group::{GroupMembers, VisitGroup};
pub use weight_spec::WeightSpec;
