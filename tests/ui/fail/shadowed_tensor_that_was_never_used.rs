//! The classic slip: the layer is called on the wrong tensor.

use keras::prelude::*;

fn main() {
    graph!({
        let image = Input(784);
        let x = Dense(32)(image);
        let x = Dense(32)(image);
        Dense(10)(x)
    });
}
