//! As a Rust `fn`.

use keras::prelude::*;

fn main() {
    graph!({
        let units = 16;
        fn dense(x) {
            Dense(units)(x)
        }
        let x = Input(8);
        Dense(units)(dense(x))
    });
}
