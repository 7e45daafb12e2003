//! An input that no output depends on.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        let b = Input(9);
        Dense(10)(a)
    });
}
