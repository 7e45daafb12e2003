//! The number of values stays the same.

use keras::prelude::*;

fn main() {
    sequential![Dense(100, input = 784), Reshape((28, 28))];
}
