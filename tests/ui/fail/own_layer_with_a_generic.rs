//! A layer is one type.

use keras::prelude::*;

#[derive(Config, Clone, Copy)]
pub struct Scale<T> {
    factor: T,
}

fn main() {}
