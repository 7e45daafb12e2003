//! In a graph an input is a tensor.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        Dense(10, input = 8)(x)
    });
}
