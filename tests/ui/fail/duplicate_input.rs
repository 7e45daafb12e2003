//! `input` and `input_shape` are one argument.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = 784, input_shape = (784,))];
}
