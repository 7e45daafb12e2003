//! A name is filled without an `f`, of which rustc has something to say: with the space that it wants it is the string.

use keras::prelude::*;

fn main() {
    graph!({
        let mut x = Input(4);
        for i in 0..2 {
            x = Dense(4, name = f"block{i}")(x);
            x = Dense(4, name = f "wide{i}")(x);
        }
        x
    });
}
