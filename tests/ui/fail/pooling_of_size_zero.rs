//! A window that sees nothing, and one that never moves.

use keras::prelude::*;

fn main() {
    sequential![MaxPooling1D(0, input = (8, 3))];
    sequential![MaxPooling1D(2, strides = 0, input = (8, 3))];
}
