//! From a model to a trained model: compile, fit, evaluate, predict.

mod backup;
mod batch;
pub mod callbacks;
mod class_weight;
mod compile;
pub mod data;
mod examples;
mod fit;
mod fit_loop;
mod gradient_tape;
mod history;
mod interrupt;
mod mean;
mod network;
mod objective;
mod per_output;
mod predict;
mod runner;
mod state;
mod trainer;
mod unoptimized;
mod update;
mod weights;

pub use callbacks::Verbose;
pub use compile::{Compile, Compiled, IsCompiled};
pub use data::Samples;
pub use fit::{Fit, NoValidation, Validation};
pub use gradient_tape::{ApplyGradients, GradientTape, Sources, TensorsOf};
pub use history::{History, Scores};
pub use per_output::{Losses, MetricsOf, OneOutput};
pub use predict::{Predicted, Predictor};
pub use trainer::{Models, Optimizers, StepBatch, TestStep, TrainStep, Trainer};
pub use weights::Weights;
