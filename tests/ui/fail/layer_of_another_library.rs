//! A layer under the name that another library, or another version of Keras, gives it.

use keras::prelude::*;

fn main() {
    sequential![Conv2d(8, 3, input = (28, 28, 1)), BatchNorm(), MaxPool2D(2), GlobalAvgPool2D(), Linear(10)];
    sequential![Dense(10, activation = lrelu, kernel_initializer = "xavier_uniform", input = 784)];
    sequential![Dense(10, activation = logistic, kernel_initializer = msra, input = 784)];
    sequential![Dense(10, kernel_regularizer = weight_decay, bias_regularizer = lasso(0.1), input = 784)];
    metrics![acc, F1()];
}
