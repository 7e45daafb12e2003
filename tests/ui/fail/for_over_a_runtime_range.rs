//! A loop is unrolled while compiling.

use keras::prelude::*;

fn main() {
    let depth = 3;
    graph!({
        let x = Input(8);
        for _ in 0..depth {
            x = Dense(8)(x);
        }
        x
    });
}
