//! The weights are made once.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        let b = Input(9);
        let encode = Dense(4);
        encode(a) + encode(b)
    });
}
