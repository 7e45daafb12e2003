//! A tensor is bound before it is used.

use keras::prelude::*;

fn main() {
    graph!({
        let image = Input(784);
        let x = Dense(32)(image);
        Dense(10)(y) + Dense(10)(x)
    });
}
