//! An argument has a name.

use keras::prelude::*;

#[derive(Config, Clone, Copy)]
pub struct Scale(f32);

fn main() {}
