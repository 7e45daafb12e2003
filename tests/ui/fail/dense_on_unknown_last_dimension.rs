//! The kernel has the size of the last axis.

use keras::prelude::*;

fn main() {
    sequential![Dense(32, input = (128, _))];
}
