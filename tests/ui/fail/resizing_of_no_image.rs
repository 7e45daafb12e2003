//! A size for images, and one way to their proportions.

use keras::prelude::*;

fn main() {
    sequential![Resizing(32, 32, input = 784)];
    sequential![Resizing(0, 32, input = (28, 28, 1))];
    sequential![Resizing(32, 32, reflect, input = (28, 28, 1))];
    sequential![Resizing(32, 32, fill_mode = reflect, input = (28, 28, 1))];
    sequential![Resizing(32, 32, crop_to_aspect_ratio = true, pad_to_aspect_ratio = true, input = (28, 28, 1))];
    sequential![CenterCrop(0, 3, input = (28, 28, 1))];
    sequential![RandomCrop(8, 8, data_format = channels_first, input = (1, 28, 28))];
}
