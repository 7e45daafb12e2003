//! The layers of a pipeline are called one after the other.

use keras::prelude::*;

fn main() {
    sequential![Pipeline([], input = (8, 8, 3))];
    sequential![Pipeline(RandomFlip(), Rescaling(0.1), input = (8, 8, 3))];
    sequential![Pipeline([Flatten(), RandomFlip()], input = (8, 8, 3))];
    sequential![Pipeline([LSTM(4, return_state = true), Dense(2)], input = (8, 3))];
}
