//! A model in a model takes what it says.

use keras::prelude::*;

sequential! {
    pub struct Encoder { Dense(8, input = 784) }
}

fn main() {
    sequential![Input(28, 28), Encoder(), Dense(10)];
}
