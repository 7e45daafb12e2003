//! One pooling too many for small images.

use keras::prelude::*;

fn main() {
    sequential![
        MaxPooling2D(2, input = (6, 6, 8)),
        MaxPooling2D(2),
        MaxPooling2D(2),
        Flatten(),
        Dense(10),
    ];
}
