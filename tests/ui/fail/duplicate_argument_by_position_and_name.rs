//! An argument is given once, by position or by name.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, units = 64, input = 784)];
}
