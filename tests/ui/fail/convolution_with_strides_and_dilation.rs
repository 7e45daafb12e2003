//! As Keras, we refuse both together, whatever the axes.

use keras::prelude::*;

fn main() {
    sequential![Conv2D(32, 3, strides = 2, dilation_rate = 3, input = (28, 28, 1)), Flatten()];
    sequential![Conv2D(32, 3, strides = (2, 1), dilation_rate = (1, 2), input = (28, 28, 1)), Flatten()];
    sequential![Conv2DTranspose(32, 3, strides = 2, dilation_rate = 2, input = (28, 28, 1)), Flatten()];
}
