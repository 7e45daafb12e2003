//! The arguments of `keras.applications` are written otherwise.

use keras::prelude::*;

sequential! {
    pub struct MobileNet { Dense(8, input = 784) }
}

fn main() {
    sequential![Input(784), MobileNet(include_top = false)];
    sequential![Input(784), MobileNet(weights = None)];
    sequential![Input(784), MobileNet(classes = 5)];
    sequential![Input(784), MobileNet(pooling = None)];
}
