//! A block is unrolled.

use keras::prelude::*;

fn main() {
    graph!({
        fn again(x) {
            again(Dense(8)(x))
        }
        let x = Input(8);
        again(x)
    });
}
