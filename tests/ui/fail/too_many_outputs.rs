//! A model has at most sixteen outputs.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        (x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x)
    });
}
