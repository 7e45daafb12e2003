//! A model is no layer of its own.

use keras::prelude::*;

sequential! {
    pub struct Endless { Dense(2, input = 3), Endless() }
}

graph! {
    pub struct Round {
        let x = Input(3);
        Dense(3)(Round()(x))
    }
}

fn main() {
    Endless::new().summary();
    Round::new().summary();
}
