//! No filters at all.

use keras::prelude::*;

fn main() {
    sequential![DepthwiseConv2D(3, depth_multiplier = 0, input = (8, 8, 3))];
}
