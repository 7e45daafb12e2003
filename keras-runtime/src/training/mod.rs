//! Training of models: compile, fit, evaluate, predict.

mod backup;
mod batch;
pub mod callbacks;
mod class_weight;
mod compile;
pub mod data;
mod evaluate;
mod examples;
mod fit;
mod fit_loop;
mod history;
mod interrupt;
mod mean;
mod measure;
mod network;
mod objective;
mod options;
mod per_output;
mod predict;
mod runner;
mod signature;
mod source;
mod sources;
mod state;
mod unoptimized;
mod update;
mod validation;

pub use callbacks::Verbose;
pub use compile::{Compile, Compiled, IsCompiled};
pub use data::{Labels, Samples};
pub use fit::{Fit, HasRows, OfArrays, OfBatches, Splits};
pub use history::{History, Scores};
pub use measure::{Evaluate, Predict};
pub use per_output::{Losses, MetricsOf};
pub use predict::{Predicted, Predictor};
pub use validation::{NoValidation, Validation, ValidationBatches, ValidationData};
