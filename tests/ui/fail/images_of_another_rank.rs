//! What is suggested for another rank has the numbers that were written.
use keras::prelude::*;

fn main() {
    let _input = sequential![Conv2D(32, 3, input = 784), Flatten()];
    let _decoder = sequential![Dense(6272, input = 10), Conv2DTranspose(64, 5, strides = 2)];
    let _none = sequential![Dense(3, input = 4), SeparableConv2D(4, 3)];
    let _steps = sequential![Conv2D(8, 3, input = (100, 12)), Flatten()];
    let _image = sequential![Conv3D(8, 3, input = (28, 28, 1)), Flatten()];
    let _of_steps = sequential![Conv2D(32, 3, input = (28, 28, 1)), GlobalAveragePooling1D()];
    let _video = sequential![Conv2D(16, 3, input = (10, 64, 64, 3)), Flatten()];
    let _channels = sequential![Conv2D(32, 3, padding = same, input = (1, 28, 28)), MaxPooling2D(2)];
    let _filters = sequential![DepthwiseConv2D(32, 3, input = (8, 8, 3))];
}
