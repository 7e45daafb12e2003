//! An output of adaptive pooling has places.

use keras::prelude::*;

fn main() {
    sequential![AdaptiveMaxPooling2D((0, 2), input = (8, 8, 3))];
}
