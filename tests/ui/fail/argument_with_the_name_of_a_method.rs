//! A wrong name is not taken for a method of an iterator.

use keras::prelude::*;

fn main() {
    sequential![Conv2D(filter = 8, kernel_size = 3, input = (28, 28, 1)), ReLU(max = 6.0), RepeatVector(count = 2)];
}
