//! A Lambda is a function of a tensor.

use keras::prelude::*;

fn main() {
    sequential![Input(80), Lambda(|x| 3)];
}
