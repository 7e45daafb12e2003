//! As in Keras, the shape is a tuple.

use keras::prelude::*;

fn main() {
    sequential![Dense(100, input = 784), Reshape(100)];
}
