//! Factors are shares of a turn or of an image.

use keras::prelude::*;

fn main() {
    sequential![RandomRotation(90.0, input = (32, 32, 3))];
    sequential![RandomTranslation(0.1, (0.2, 0.3, 0.4), input = (32, 32, 3))];
    sequential![RandomZoom((-1.0, 0.5), input = (32, 32, 3))];
}
