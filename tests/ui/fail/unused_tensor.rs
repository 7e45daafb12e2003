//! A tensor that leads nowhere is a mistake.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(784);
        let side = Dense(32)(x);
        Dense(10)(x)
    });
}
