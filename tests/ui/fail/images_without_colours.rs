//! Hue and saturation are of red, green and blue.

use keras::prelude::*;

fn main() {
    sequential![RandomHue(0.1, input = (32, 32, 1))];
    sequential![RandomSaturation(0.1, input = (32, 32, 4))];
    sequential![RandomGrayscale(input = (32, 32, 2))];
    sequential![RandomColorJitter(hue_factor = 0.1, input = (32, 32, 1))];
}
