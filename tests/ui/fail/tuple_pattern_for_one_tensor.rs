//! A tuple takes apart what a layer gives.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        let (a, b) = Dense(8)(x);
        a + b
    });
}
