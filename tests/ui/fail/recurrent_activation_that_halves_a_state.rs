//! The functions of a cell keep its shape.

use keras::prelude::*;

fn main() {
    sequential![SimpleRNN(32, activation = glu, input = (10, 2))];
}
