//! Directories that have a folder for each class.

mod find;
mod folders;
mod labels;
mod shuffled;

pub(super) use find::{Found, classes, files};
pub(super) use folders::ClassFolders;
pub use labels::{Binary, Categorical, Int, LabelMode};
use shuffled::{labelled, split_off};
