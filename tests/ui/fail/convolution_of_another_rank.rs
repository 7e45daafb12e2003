//! Images have a height, a width and channels; sequences have steps and channels.

use keras::prelude::*;

fn main() {
    sequential![Input(28, 28), Conv2D(32, 3), Flatten()];
    sequential![Input(28, 28, 1), Flatten(), Conv2D(32, 3)];
    sequential![Input(32, 28, 28, 1), Conv2D(32, 3), Flatten()];
    sequential![Input(100), Conv1D(32, 3), Flatten()];
    sequential![Input(16, 16, 16), Conv3DTranspose(32, 3), Flatten()];
}
