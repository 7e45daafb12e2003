//! Weights for channels that only the data decides.

use keras::prelude::*;

fn main() {
    sequential![DepthwiseConv1D(3, input = (8, _))];
}
