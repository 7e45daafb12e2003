//! A layer is not a tensor until it is called.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        let x = Dense(8)(x);
        Dense(10)
    });
}
