//! What is flattened with an unknown axis has an unknown size.

use keras::prelude::*;

fn main() {
    sequential![Input(_, 128), Flatten(), Dense(10)];
}
