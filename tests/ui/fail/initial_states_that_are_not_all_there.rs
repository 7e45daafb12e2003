//! An LSTM has two states.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(20, 4);
        let (y, h) = GRU(16, return_state = true)(x);
        let z = LSTM(16)([x, h]);
        Concatenate()([y, z])
    });
}
