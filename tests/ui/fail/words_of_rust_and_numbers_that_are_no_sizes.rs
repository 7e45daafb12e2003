//! A word of Rust as a name, a truth value in quotes, numbers that are no sizes, and modules of Keras: one error each.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, name = for, input = 4), Dense(2, name = type)];
    sequential![Dense(3, use_bias = "false", input = 4.0), Dense(2)];
    sequential![Dense(3, input = -4), keras.ops.relu(), None];
    graph!({
        let type = Input(4);
        Dense(3)(x)
    });
    sequential![Conv2D(3, 3, padding = linear, input = (8, 8, 1))];
    sequential![Dense(3, input = 1e3)];
}
