//! Nothing would remain.

use keras::prelude::*;

fn main() {
    sequential![UpSampling2D((2, 0), input = (5, 8, 3))];
}
