//! Some arguments belong to every layer.

use keras::prelude::*;

#[derive(Config, Clone, Copy)]
pub struct Scale {
    trainable: f32,
}

fn main() {}
