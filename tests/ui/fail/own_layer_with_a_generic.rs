//! A layer is one type.

use keras::prelude::*;

#[derive(LayerConfig, Clone, Copy)]
pub struct Scale<T> {
    factor: T,
}

fn main() {}
