//! A number in an operator has a fraction, and is divided by a tensor in a layer.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        2 * x
    });
    graph!({
        let x = Input(8);
        1.0 / x
    });
    graph!({
        let x = Input(8);
        x / Dense(3)(x)
    });
}
