//! The operator is the layer, and is blamed in its place.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(12);
        Dense(8)(x) + Dense(9)(x)
    });
}
