//! Windows that would jump over what they see.

use keras::prelude::*;

fn main() {
    sequential![SeparableConv2D(8, 3, strides = 2, dilation_rate = 2, input = (8, 8, 3))];
}
