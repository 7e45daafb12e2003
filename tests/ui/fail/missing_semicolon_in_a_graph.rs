//! What does not parse is said where it stops.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8)
        let y = Dense(10)(x);
        y
    });
}
