//! For two axes, -1 and 2 are one.

use keras::prelude::*;

fn main() {
    sequential![Softmax(axis = (-1, 2), input = (28, 10))];
}
