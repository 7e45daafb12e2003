//! A mistake in a block is reported once, however often it is unrolled.

use keras::prelude::*;

fn main() {
    graph!({
        fn residual(x, units) {
            Dense(units)(x) + x
        }
        let x = Input(8);
        for units in [8, 8, 9] {
            x = residual(x, units);
        }
        x
    });
}
