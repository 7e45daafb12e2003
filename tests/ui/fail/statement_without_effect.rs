//! A tensor that is not bound is lost.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        Dense(10)(x);
        Dense(10)(x)
    });
}
