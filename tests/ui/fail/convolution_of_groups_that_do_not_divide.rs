//! Each group has as many channels, and as many filters.

use keras::prelude::*;

fn main() {
    sequential![Conv2D(32, 3, groups = 2, input = (28, 28, 3)), Flatten()];
    sequential![Conv2D(9, 3, groups = 2, input = (28, 28, 4)), Flatten()];
    sequential![Conv2D(9, 3, groups = 0, input = (28, 28, 4)), Flatten()];
}
