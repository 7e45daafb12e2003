//! More is cut off than there is.

use keras::prelude::*;

fn main() {
    sequential![Cropping2D(((2, 3), (0, 0)), input = (5, 8, 3))];
}
