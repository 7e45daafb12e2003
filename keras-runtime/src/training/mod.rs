//! From a model to a trained model: compile, fit, evaluate, predict.

mod batch;
mod class_weight;
mod compile;
pub mod data;
mod examples;
mod fit;
mod fit_loop;
mod goals;
mod history;
mod mean;
mod network;
mod predict;
mod progress;
mod runner;
mod state;
mod update;

pub use compile::{Compile, Compiled, IsCompiled};
pub use data::Samples;
pub use fit::{Fit, NoValidation, Validation};
pub use goals::{Losses, MetricsOf, OneOutput};
pub use history::{History, Scores};
pub use predict::{Predicted, Predictor};
pub use progress::Verbose;
