//! An input begins a list.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = 784), Input(32), Dense(10)];
}
