//! Channels of images are those of three axes.

use keras::prelude::*;

fn main() {
    sequential![SpatialDropout2D(0.2, input = (28, 28))];
}
