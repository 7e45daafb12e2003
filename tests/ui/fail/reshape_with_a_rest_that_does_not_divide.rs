//! The axis that is inferred is a whole number.

use keras::prelude::*;

fn main() {
    sequential![Dense(100, input = 784), Reshape((-1, 28))];
}
