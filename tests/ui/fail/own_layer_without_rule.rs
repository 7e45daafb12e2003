//! The rule is what the derive expects.

use keras::prelude::*;

#[derive(LayerConfig, Clone, Copy)]
pub struct Scale {
    factor: f32,
}

fn main() {}
