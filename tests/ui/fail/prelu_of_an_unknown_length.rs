//! Weights have a size.

use keras::prelude::*;

fn main() {
    sequential![PReLU(input = (_, 64))];
}
