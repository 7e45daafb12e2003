//! A random choice for dropout has as many axes as the batch, each of its size or of size 1.

use keras::prelude::*;

fn main() {
    sequential![Dropout(0.5, noise_shape = (1, 8), input = (20, 8))];
    sequential![Dropout(0.5, noise_shape = (_, 1, 4), input = (20, 8))];
    sequential![AlphaDropout(0.5, noise_shape = (32, 1, 8), input = (20, 8))];
}
