//! A size is not negative.

use keras::prelude::*;

fn main() {
    sequential![Dense(-32, input = 784)];
}
