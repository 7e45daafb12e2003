//! The arguments of a layer are constants.

use keras::prelude::*;

fn model(units: usize) {
    let rate = 0.5;
    let shape = (28, 28);
    sequential![Flatten(input = shape), Dense(units), Dropout(rate)];
    graph!({
        let x = Input(units);
        Dense(3, trainable = rate)(x)
    });
}

fn main() {
    model(3);
}
