//! A vector is repeated.

use keras::prelude::*;

fn main() {
    sequential![Input(4, 5), RepeatVector(3)];
}
