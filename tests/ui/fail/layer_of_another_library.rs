//! A layer under the name that another library, or another version of Keras, gives it.

use keras::prelude::*;

fn main() {
    sequential![Conv2d(8, 3, input = (28, 28, 1)), BatchNorm(), MaxPool2D(2), GlobalAvgPool2D(), Linear(10)];
    sequential![Dense(10, activation = lrelu, kernel_initializer = "xavier_uniform", input = 784)];
    metrics![acc, F1()];
}
