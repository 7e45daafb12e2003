//! Grey images, whose channel is an axis, too.

use keras::prelude::*;

fn main() {
    sequential![MaxPooling2D(2, input = (28, 28))];
}
