//! Factors of image layers are shares, and values have a range.

use keras::prelude::*;

fn main() {
    sequential![RandomContrast(1.5, input = (32, 32, 3))];
    sequential![RandomErasing(scale = (-0.1, 0.5), input = (32, 32, 3))];
    sequential![RandomHue((0.1, 0.2, 0.3), input = (32, 32, 3))];
    sequential![RandomBrightness(2.0, input = (32, 32, 3))];
    sequential![RandomInvert(value_range = (255.0, 0.0), input = (32, 32, 3))];
    sequential![RandomGrayscale(1.5, input = (32, 32, 3))];
    sequential![RandomPosterization((0, 9), input = (32, 32, 3))];
    sequential![RandomPosterization((1, 2, 3), input = (32, 32, 3))];
    sequential![RandomGaussianBlur(kernel_size = (3, 4), input = (32, 32, 3))];
    sequential![RandomPerspective(scale = 2.0, input = (32, 32, 3))];
    sequential![RandomErasing(fill_value = (0.1, 0.2), input = (32, 32, 3))];
    sequential![AugMix(alpha = 0.0, input = (32, 32, 3))];
    sequential![Equalization(bins = 0, input = (32, 32, 3))];
}
