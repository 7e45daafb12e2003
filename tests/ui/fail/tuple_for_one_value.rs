//! Only some arguments take either.

use keras::prelude::*;

fn main() {
    sequential![Softmax(axis = (1.0, 2), input = (28, 10)), LeakyReLU((0.1, 0.2))];
}
