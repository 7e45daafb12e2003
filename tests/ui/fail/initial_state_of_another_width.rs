//! States are as wide as the layer that begins with them.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(20, 4);
        let (y, h, c) = LSTM(16, return_state = true)(x);
        let z = LSTM(12)([x, h, c]);
        Concatenate()([y, z])
    });
}
