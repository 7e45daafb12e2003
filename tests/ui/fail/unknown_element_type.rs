//! The element types are words.

use keras::prelude::*;

fn main() {
    sequential![Input(80, dtype = int33), Flatten()];
}
