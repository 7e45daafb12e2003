//! Images have channels, and they come last.

use keras::prelude::*;

fn main() {
    sequential![RandomFlip(horizontal, input = (28, 28))];
    sequential![RandomZoom(0.1, data_format = channels_first, input = (3, 32, 32))];
}
