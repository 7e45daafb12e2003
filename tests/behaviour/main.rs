//! What the library promises to those who train with it.

mod arguments;
mod attention;
mod callbacks;
mod catalogue;
mod clones;
mod configs;
mod data;
mod embedding;
mod failures;
mod fit;
mod freezing;
mod gradient_tape;
mod labels;
mod masks;
mod measures;
mod named_inputs;
mod outputs;
mod padding;
mod paths;
mod recurrence;
mod steps;
mod trainer;
mod updates;
mod values;
mod wrappers;
