//! As in Python.

use keras::prelude::*;

fn main() {
    sequential![Dense(input = 784, use_bias = false, 32)];
}
