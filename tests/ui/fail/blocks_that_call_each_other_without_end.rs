//! Twice as many at each depth: unrolling stops early.

use keras::prelude::*;

fn main() {
    graph!({
        fn twice(x) {
            twice(Dense(8)(x)) + twice(Dense(8)(x))
        }
        let x = Input(8);
        twice(x)
    });
}
