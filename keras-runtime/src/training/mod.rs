//! Training of models: compile, fit, evaluate, predict.

mod backup;
mod batch;
pub mod callbacks;
mod class_weight;
mod compile;
pub mod data;
mod examples;
mod fit;
mod fit_loop;
mod history;
mod interrupt;
mod mean;
mod network;
mod objective;
mod per_output;
mod predict;
mod runner;
mod state;
mod unoptimized;
mod update;

pub use callbacks::Verbose;
pub use compile::{Compile, Compiled, IsCompiled};
pub use data::{Labels, Samples};
pub use fit::{Fit, NoValidation, Validation};
pub use history::{History, Scores};
pub use per_output::{Losses, MetricsOf};
pub use predict::{Predicted, Predictor};
