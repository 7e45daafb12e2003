//! A sample has at most five axes.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = (1, 2, 3, 4, 5, 6))];
}
