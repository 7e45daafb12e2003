//! `let` comes first.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(784);
        y = Dense(32)(x);
        y
    });
}
