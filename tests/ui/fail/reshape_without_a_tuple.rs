//! As in Keras, the shape is a tuple.

use keras::prelude::*;

fn main() {
    sequential![Dense(100, input = 784), Reshape(100)];
    sequential![Reshape(28, 28, input = 784)];
    sequential![Permute(2, 1, input = (3, 4))];
}
