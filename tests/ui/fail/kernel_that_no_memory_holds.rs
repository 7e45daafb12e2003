//! A size that is a slip of the keyboard.

use keras::prelude::*;

fn main() {
    sequential![Dense(1_000_000_000, input = 784_000)];
}
