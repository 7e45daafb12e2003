//! An input takes a shape, an element type and a name.

use keras::prelude::*;

fn main() {
    sequential![Input(80, units = 3), Dense(32)];
}
