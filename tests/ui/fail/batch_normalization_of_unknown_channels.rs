//! There is a weight for each channel.

use keras::prelude::*;

fn main() {
    sequential![BatchNormalization(input = (10, _))];
    sequential![BatchNormalization(axis = 1, input = (_, 10))];
}
