//! A name is a field of the model.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = 784, name = hidden), Dense(10, name = hidden)];
}
