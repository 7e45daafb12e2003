//! Numbers computed by Keras against ours.
//!
//! `generate.py` computed them, with the module that has the name of the one here.

mod activations;
#[cfg(feature = "applications")]
mod applications;
mod attention;
mod augmentation;
mod average_precision;
mod callbacks;
mod calls;
mod cases;
mod configs;
mod constraints;
mod convolution;
mod coverage;
mod depthwise;
mod embedding;
mod feature_space;
mod fixture;
mod gradients;
mod image_ops;
mod images;
mod initializers;
mod layers;
mod linalg;
mod lists;
mod lora;
mod losses;
mod masks;
mod metrics;
mod models;
mod neural;
mod normalization;
mod ops;
mod optimizers;
mod order;
mod pooling;
mod position;
mod recurrence;
mod regularizers;
mod runs;
mod schedules;
mod signals;
mod spectrograms;
mod summary;
mod training;
mod weights;
mod wrappers;
