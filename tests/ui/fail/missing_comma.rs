//! What does not parse is said where it stops.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = 784) Dense(10)];
}
