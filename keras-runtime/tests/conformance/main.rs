//! Numbers computed by Keras (`tests/conformance/generate.py`) against ours.

mod constraints;
mod fixture;
mod initializers;
mod optimizers;
mod regularizers;
mod schedules;
