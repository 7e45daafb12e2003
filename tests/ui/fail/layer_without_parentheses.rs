//! A layer is called even without arguments.

use keras::prelude::*;

fn main() {
    sequential![Input(28, 28), Flatten, Dense(10)];
}
