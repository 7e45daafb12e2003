//! An argument that no layer of this name has.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, colour = 3, input = 784)];
}
