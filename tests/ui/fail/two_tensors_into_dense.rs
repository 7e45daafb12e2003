//! Dense takes one tensor.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        let b = Input(8);
        Dense(10)([a, b])
    });
}
