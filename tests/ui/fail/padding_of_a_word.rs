//! The padding of a layer that only pads is numbers, not the word of a convolution; and as many as there are axes.

use keras::prelude::*;

fn main() {
    sequential![ZeroPadding2D(padding = "same", input = (8, 8, 3))];
    sequential![ZeroPadding3D(same, input = (8, 8, 8, 3))];
    sequential![ZeroPadding2D(1.5, input = (8, 8, 3))];
    sequential![ZeroPadding2D((1, 2, 3), input = (8, 8, 3))];
    sequential![Cropping2D(((1, 1), (2, 2), (3, 3)), input = (8, 8, 3))];
    sequential![Cropping2D(cropping = true, input = (8, 8, 3))];
}
