//! Some arguments belong to every layer.

use keras::prelude::*;

#[derive(LayerConfig, Clone, Copy)]
pub struct Scale {
    trainable: f32,
}

fn main() {}
