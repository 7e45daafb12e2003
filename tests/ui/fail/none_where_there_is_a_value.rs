//! `None` leaves out what may be left out, and the sizes of an input; no more.

use keras::prelude::*;

fn main() {
    sequential![Dense(None, input = 784)];
    sequential![Dense(3, kernel_initializer = None, input = 784)];
    sequential![Reshape((None, 2), input = (8, 8))];
    sequential![Dense(3, activatoin = None, input = 784)];
}
