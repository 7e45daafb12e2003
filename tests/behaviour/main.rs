//! What the library promises to those who train with it.

mod attention;
mod data;
mod embedding;
mod failures;
mod fit;
mod freezing;
mod outputs;
mod recurrence;
mod steps;
mod updates;
mod wrappers;
