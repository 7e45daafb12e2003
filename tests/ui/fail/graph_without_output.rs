//! The last expression is the output.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        let y = Dense(10)(x);
    });
}
