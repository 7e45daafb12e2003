//! A graph is statements that bind tensors.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        if true { Dense(10)(x) } else { x }
    });
}
