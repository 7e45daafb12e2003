//! A pooling behind `Flatten` instead of before it.

use keras::prelude::*;

fn main() {
    sequential![Flatten(input = (28, 28, 1)), MaxPooling2D(2)];
}
