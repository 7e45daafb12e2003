//! As in Keras, the slope is 0 or more.

use keras::prelude::*;

fn main() {
    sequential![LeakyReLU(-0.1, input = 10)];
}
