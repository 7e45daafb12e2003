//! rustc knows the argument that was meant.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, activaton = relu, input = 784)];
}
