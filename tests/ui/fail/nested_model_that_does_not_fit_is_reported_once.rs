//! The mistake is the inner model's.

use keras::prelude::*;

sequential! {
    pub struct Encoder { Dense(8, input = 784), Reshape((3, 3)) }
}

fn main() {
    sequential![Input(784), Encoder(), Flatten(), Dense(10)];
}
