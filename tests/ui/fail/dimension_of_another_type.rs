//! A dimension is a `usize`.

use keras::prelude::*;

const SIZE: u32 = 784;

fn main() {
    sequential![Dense(32, input = SIZE), Dense(SIZE)];
}
