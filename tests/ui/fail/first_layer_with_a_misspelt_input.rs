//! The first layer says what it takes; a misspelt argument is one mistake.

use keras::prelude::*;

graph! {
    struct Two {
        let a = Input(4);
        let b = Input(4);
        a + b
    }
}

fn main() {
    sequential![Dense(3, input_dim = 4), Dense(10)];
    sequential![Two(), Dense(10)];
}
