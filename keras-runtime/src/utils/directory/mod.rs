//! Directories that have a folder for each class.

mod find;
mod folders;
mod labels;

pub(super) use find::{Found, classes, files};
pub(super) use folders::{ClassFolders, class_folder_options, has_extension};
pub use labels::{Binary, Categorical, Int, LabelMode};
