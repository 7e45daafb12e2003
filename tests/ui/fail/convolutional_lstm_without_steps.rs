//! A film is a sequence of images.

use keras::prelude::*;

fn main() {
    sequential![ConvLSTM2D(8, 3, input = (28, 28, 1))];
    sequential![ConvLSTM2D(8, 3, padding = causal, input = (10, 28, 28, 1))];
    sequential![ConvLSTM2D(8, 31, input = (10, 28, 28, 1))];
    sequential![ConvLSTM1D(8, 3, return_state = true, input = (10, _, 4)), Flatten(), Dense(1)];
}
