//! A layer is called on a tensor.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        Dense(8)() + x
    });
}
