//! A number alone says neither how weights are made, nor what keeps them small.

use keras::prelude::*;

#[derive(Clone, Copy)]
struct Scaled {
    scale: f32,
}

fn main() {
    sequential![Dense(4, kernel_regularizer = 0.01, input = 3)];
    sequential![Dense(4, kernel_constraint = 2, input = 3)];
    sequential![Dense(4, kernel_initializer = 0.1, input = 3)];
    sequential![Dense(4, kernel_initializer = Scaled(0.1), input = 3)];
    sequential![Input(batch_shape = (None, 3)), Dense(4)];
}
