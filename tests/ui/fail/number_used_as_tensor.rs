//! Only tensors are added.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        Dense(10)(x) + Add()(x, 2.0)
    });
}
