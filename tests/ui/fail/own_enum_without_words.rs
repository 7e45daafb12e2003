//! The variants of an enum are words.

use keras::prelude::*;

#[derive(Config, Clone, Copy)]
enum Mode {}

fn main() {}
