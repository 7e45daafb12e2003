//! Directories that have a folder for each class.

mod find;
mod labels;
mod shuffled;

pub(super) use find::{Found, classes, files};
pub use labels::{Binary, Categorical, Int, LabelMode};
pub(super) use shuffled::{labelled, split_off};
