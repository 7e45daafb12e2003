//! An input without values.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = (28, 0, 1))];
}
