//! The kernel has a matrix of weights for each channel.

use keras::prelude::*;

fn main() {
    sequential![Conv2D(32, 3, input = (28, 28, _)), Flatten()];
    sequential![Conv2D(32, 3, input = (_, _, 3)), Flatten(), Dense(10)];
}
