//! The number of channels is that of the input, and no argument.

use keras::prelude::*;

fn main() {
    sequential![Conv2D(1, 32, 3, input = (28, 28, 1))];
    sequential![Conv2D(8, 3, input = (28, 28, 1)), BatchNormalization(8)];
}
