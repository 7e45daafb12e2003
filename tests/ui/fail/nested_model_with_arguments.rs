//! A model takes no arguments.

use keras::prelude::*;

sequential! {
    pub struct Encoder { Dense(8, input = 784) }
}

fn main() {
    sequential![Input(784), Encoder(32)];
}
