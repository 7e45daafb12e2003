//! Negative axes count from the end, the batch is axis 0.

use keras::prelude::*;

fn main() {
    sequential![Softmax(axis = (1, 3), input = (28, 10))];
}
