//! A layer is a struct with `#[derive(Config)]`.

use keras::prelude::*;

pub struct Scale {
    pub factor: f32,
}

fn main() {
    sequential![Scale(2.0, input = 784), Dense(10)];
}
