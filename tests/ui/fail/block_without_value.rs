//! A block ends with its value.

use keras::prelude::*;

fn main() {
    graph!({
        fn dense(x) {
            let y = Dense(8)(x);
        }
        let x = Input(8);
        dense(x)
    });
}
