//! Two outputs are taken apart by a tuple.

use keras::prelude::*;

graph! {
    pub struct Fork {
        let a = Input(8);
        (Dense(2)(a), Dense(3)(a))
    }
}

fn main() {
    graph!({
        let x = Input(8);
        let (a, b, c) = Fork()(x);
        a + b + c
    });
}
