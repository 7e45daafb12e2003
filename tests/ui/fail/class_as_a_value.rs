//! A class stands for a value: Keras would make it of its defaults.

use keras::prelude::*;

fn main() {
    sequential![
        TimeDistributed(Flatten, input = (5, 4, 4, 1)),
        LSTM(3, kernel_initializer = HeNormal),
        Dense(1),
    ];
}
