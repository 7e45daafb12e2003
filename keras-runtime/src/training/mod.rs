//! Training of models: compile, fit, evaluate, predict.

mod batch;
mod class_weight;
mod compile;
pub mod data;
mod examples;
mod fit;
mod fit_loop;
mod history;
mod mean;
mod network;
mod objective;
mod per_output;
mod predict;
mod progress;
mod runner;
mod state;
mod unoptimized;
mod update;

pub use compile::{Compile, Compiled, IsCompiled};
pub use data::Samples;
pub use fit::{Fit, NoValidation, Validation};
pub use history::{History, Scores};
pub use per_output::{Losses, MetricsOf, OneOutput};
pub use predict::{Predicted, Predictor};
pub use progress::Verbose;
