//! Keras's default is 32 groups.

use keras::prelude::*;

fn main() {
    sequential![GroupNormalization(input = (8, 8, 48))];
    sequential![GroupNormalization(0, input = (8, 8, 48))];
}
