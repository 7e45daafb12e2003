//! `nearest` is a word of both, the others of one.

use keras::prelude::*;

fn main() {
    sequential![RandomRotation(0.1, interpolation = reflect, input = (32, 32, 3))];
    sequential![RandomRotation(0.1, fill_mode = bilinear, input = (32, 32, 3))];
}
