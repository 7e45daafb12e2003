//! `None` leaves out what may be left out, the sizes of an input, and what a layer takes as the rest; no more.

use keras::prelude::*;

fn main() {
    sequential![Dense(None, input = 784)];
    sequential![Dense(3, kernel_initializer = None, input = 784)];
    sequential![Conv2D(4, (None, 2), input = (8, 8, 3))];
    sequential![Dense(3, activatoin = None, input = 784)];
}
