//! A model in a model takes as many tensors as it says.

use keras::prelude::*;

graph! {
    pub struct Join {
        let a = Input(8);
        let b = Input(8);
        a + b
    }
}

fn main() {
    graph!({
        let x = Input(8);
        Join()(x)
    });
}
