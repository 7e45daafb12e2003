//! A graph is the same for all data: an `if` is decided by what is written in it.

use keras::prelude::*;

const DEEP: bool = true;

fn main() {
    graph!({
        let x = Input(8);
        if x > 0.0 { Dense(10)(x) } else { x }
    });
    graph!({
        let x = Input(8);
        if DEEP { Dense(10)(x) } else { x }
    });
    graph!({
        let x = Input(8);
        if false { Dense(10)(x) }
    });
}
