//! A named model is an item: where a value stands, with `struct` or without, it is said where to write it.

use keras::prelude::*;

fn summary(model: &impl Model) -> String {
    model.summary().to_string()
}

fn main() {
    let model = sequential! {
        struct Digits { Dense(3, input = 4) }
    };
    model.summary();
    let model = sequential![Letters { Dense(3, input = 4) }];
    model.summary();
    summary(&graph!(Words { let x = Input(4); Dense(3)(x) }));
}
