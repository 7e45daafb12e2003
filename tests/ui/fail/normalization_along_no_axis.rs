//! The batch is axis 0.

use keras::prelude::*;

fn main() {
    sequential![LayerNormalization(axis = (1, 4), input = (8, 8, 3))];
    sequential![BatchNormalization(axis = 0, input = (8, 8, 3))];
    sequential![GroupNormalization(3, axis = -4, input = (8, 8, 3))];
}
