//! An argument is given once.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, use_bias = true, use_bias = false, input = 784)];
}
