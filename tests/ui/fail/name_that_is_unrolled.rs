//! A layer with a name that is unrolled more than once.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        for _ in 0..3 {
            x = Dense(8, name = hidden)(x);
        }
        x
    });
}
