//! The outputs of a graph have the names of their layers.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(4);
        let angle = Dense(1)(x);
        let label = Dense(10)(x);
        (angle = angle, label = label)
    });
}
