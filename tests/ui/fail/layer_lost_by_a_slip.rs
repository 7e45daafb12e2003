//! A layer that does not parse keeps its name.
use keras::prelude::*;

sequential! {
    struct Digits {
        Dense(32, activation = relu, input = 64),  # hidden
        Dense(10, activation = softmax, name = out),
    }
}

sequential! {
    struct Fields {
        hidden: Dense(32, input = 64),
        Dense(10, name = out),
    }
}

fn main() {
    let _out = &Digits::new().out;
    let _hidden = &Fields::new().hidden;
}
