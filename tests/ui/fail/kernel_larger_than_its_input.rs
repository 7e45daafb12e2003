//! Each convolution leaves less of an image.

use keras::prelude::*;

fn main() {
    sequential![
        Conv2D(8, 3, strides = 2, input = (12, 12, 1)),
        Conv2D(16, 3, strides = 2),
        Conv2D(32, 3, strides = 2),
        Flatten(),
    ];
    sequential![Conv2D(8, (3, 7), input = (8, 6, 3)), Flatten()];
    sequential![Conv1D(8, 3, dilation_rate = 4, input = (8, 3)), Flatten()];
}
