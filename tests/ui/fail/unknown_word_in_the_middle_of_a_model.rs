//! A word that is not known is no shape mistake of a later layer.

use keras::prelude::*;

fn main() {
    sequential![Dense(SIZE, input = 784), Dense(10, activation = softmax)];
}
