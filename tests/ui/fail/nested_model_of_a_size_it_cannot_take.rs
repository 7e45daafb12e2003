//! A nested model that leaves a size to the data is checked with the size that it is called with.

use keras::prelude::*;

graph! {
    pub struct Pairs {
        let x = Input(_, 6);
        Reshape((-1, 4))(Dense(2)(x))
    }
}

fn main() {
    graph!({
        let x = Input(7, 6);
        Pairs()(x)
    });
}
