//! A slip of the keyboard.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        for _ in 0..1000000 {
            for _ in 0..1000000 {
                x = Dense(8)(x);
            }
        }
        x
    });
}
