//! A size is not zero.

use keras::prelude::*;

fn main() {
    sequential![Dense(0, input = 784)];
}
