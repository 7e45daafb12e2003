//! A block or layer that is never called is a mistake.

use keras::prelude::*;

fn main() {
    graph!({
        fn twice(x) {
            x + x
        }
        let shared = Dense(32);
        let x = Input(784);
        Dense(10)(x)
    });
}
