//! What follows a mistake is not blamed for it.

use keras::prelude::*;

fn main() {
    sequential![
        Dense(32, input = 784),
        Reshape((5, 5)),
        Dense(16),
        Flatten(),
        Reshape((7, 7)),
        Dense(10, activation = softmax),
    ];
}
