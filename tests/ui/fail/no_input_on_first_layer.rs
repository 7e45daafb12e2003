//! The first layer says what it takes.

use keras::prelude::*;

fn main() {
    sequential![Dense(32), Dense(10)];
}
