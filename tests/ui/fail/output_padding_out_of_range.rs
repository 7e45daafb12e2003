//! Only so many sizes lead to one by strides.

use keras::prelude::*;

fn main() {
    sequential![Conv2DTranspose(3, 3, strides = 2, output_padding = 2, input = (7, 7, 8)), Flatten()];
    sequential![Conv2DTranspose(3, 2, padding = same, output_padding = 0, input = (1, 7, 8)), Flatten()];
}
