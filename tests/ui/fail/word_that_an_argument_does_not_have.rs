//! An argument that takes one word of a few: which they are.

use keras::prelude::*;

fn main() {
    sequential![STFTSpectrogram(window = "blackman", input = (1024, 1)), Flatten()];
    sequential![STFTSpectrogram(window = blackman, input = (1024, 1)), Flatten()];
    sequential![Conv2D(8, 3, padding = "full", input = (28, 28, 1)), MaxPooling2D(2, padding = smae)];
    sequential![Bidirectional(LSTM(8), merge_mode = "add", input = (10, 4)), Dense(1)];
    graph!({
        fn block(x, padding) {
            Conv2D(8, 3, padding = padding)(x)
        }
        let x = Input(28, 28, 1);
        block(block(x, same), circular)
    });
}
