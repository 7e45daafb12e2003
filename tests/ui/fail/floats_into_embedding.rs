//! Measurements are no token ids.

use keras::prelude::*;

fn main() {
    sequential![Input(80), Embedding(1000, 16)];
}
