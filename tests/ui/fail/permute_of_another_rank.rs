//! Each axis once.

use keras::prelude::*;

fn main() {
    sequential![Input(4, 5, 6), Permute((2, 1)), Flatten()];
    sequential![Input(4, 5), Permute((2, 2)), Flatten()];
    sequential![Input(4, 5), Permute((0, 1)), Flatten()];
}
