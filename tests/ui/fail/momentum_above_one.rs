//! A moving average moves.

use keras::prelude::*;

fn main() {
    sequential![BatchNormalization(momentum = 1.5, input = 10)];
}
