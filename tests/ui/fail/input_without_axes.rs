//! A sample has one axis at least.

use keras::prelude::*;

fn main() {
    sequential![Input(), Dense(32)];
}
