//! `input` on a later layer is a claim, and is checked.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = 784), Dense(10, input = 64)];
}
