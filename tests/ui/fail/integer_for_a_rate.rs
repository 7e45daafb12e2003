//! As everywhere in Rust, a float has a point.

use keras::prelude::*;

fn main() {
    sequential![Input(4), Dropout(1)];
}
