//! Filters, windows and steps are 1 or more.

use keras::prelude::*;

fn main() {
    sequential![Conv2D(0, 3, input = (28, 28, 1)), Flatten()];
    sequential![Conv2D(32, (3, 0), input = (28, 28, 1)), Flatten()];
    sequential![Conv2D(32, 3, strides = 0, input = (28, 28, 1)), Flatten()];
    sequential![Conv1D(32, 3, dilation_rate = 0, input = (28, 1)), Flatten()];
    sequential![Conv2DTranspose(0, 3, input = (28, 28, 1)), Flatten()];
}
