//! The shape of another model is a constant with bounds.

use keras::prelude::*;

sequential! {
    pub struct Encoder { Dense(8, input = 784) }
}

fn main() {
    sequential![Input(784), Encoder(), Dense(Encoder::OUTPUT.at(1))];
}
