//! Only sequences have a past, and only `channels_last` is computed.

use keras::prelude::*;

fn main() {
    sequential![Conv2D(32, 3, padding = causal, input = (28, 28, 1)), Flatten()];
    sequential![Conv1DTranspose(32, 3, padding = causal, input = (28, 1)), Flatten()];
    sequential![Conv2D(32, 3, data_format = channels_first, input = (1, 28, 28)), Flatten()];
    sequential![Conv2D(32, 3, padding = "same", input = (28, 28, 1)), Flatten()];
}
