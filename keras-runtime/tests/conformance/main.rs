//! Numbers computed by Keras (`tests/conformance/generate.py`) against ours.

mod fixture;
mod optimizers;
mod schedules;
