//! Images laid out as other libraries do.

use keras::prelude::*;

fn main() {
    sequential![MaxPooling2D(2, data_format = channels_first, input = (3, 32, 32))];
}
