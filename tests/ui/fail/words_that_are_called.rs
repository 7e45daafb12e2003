//! A word is no function; with arguments it has another name.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, bias_initializer = constant(0.5), input = 4)];
    sequential![Dense(3, kernel_initializer = random_normal(stddev = 0.1), input = 4)];
    sequential![Dense(3, kernel_initializer = he_normal(), input = 4)];
    sequential![Dense(3, activation = relu(), input = 4), Activation(leaky_relu(0.1))];
    sequential![Dense(3, kernel_regularizer = l2(l2 = 0.01), input = 4)];
}
