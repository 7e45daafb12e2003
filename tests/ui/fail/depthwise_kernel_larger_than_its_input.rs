//! A window that does not fit, spread by its dilation.

use keras::prelude::*;

fn main() {
    sequential![DepthwiseConv2D(3, dilation_rate = 4, input = (8, 8, 3))];
}
