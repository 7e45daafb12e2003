//! Used, but by nothing that reaches an output.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        let b = Input(9);
        let _side = Dense(3)(b);
        Dense(10)(a)
    });
}
