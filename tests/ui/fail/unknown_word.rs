//! A value of an argument that does not exist.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, activation = rellu, input = 784)];
}
