//! A block takes what it says.

use keras::prelude::*;

fn main() {
    graph!({
        fn residual(x, units) {
            Dense(units)(x) + x
        }
        let x = Input(8);
        residual(x)
    });
}
