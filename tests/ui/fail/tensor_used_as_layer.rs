//! A tensor cannot be called.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        let y = Dense(8)(x);
        y(x)
    });
}
