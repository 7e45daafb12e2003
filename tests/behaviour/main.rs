//! What the library promises to those who train with it.

mod attention;
mod data;
mod embedding;
mod fit;
mod outputs;
mod recurrence;
mod updates;
mod wrappers;
