//! An argument has a name.

use keras::prelude::*;

#[derive(LayerConfig, Clone, Copy)]
pub struct Scale(f32);

fn main() {}
