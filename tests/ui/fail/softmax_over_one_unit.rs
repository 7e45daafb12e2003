//! A softmax over one value is always 1.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = 784), Dense(1, activation = softmax)];
}
