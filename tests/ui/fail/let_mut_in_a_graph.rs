//! A variable is assigned without `mut`.

use keras::prelude::*;

fn main() {
    graph!({
        let mut x = Input(8);
        x = Dense(10)(x);
        x
    });
}
