//! The padding of another layer.

use keras::prelude::*;

fn main() {
    sequential![AveragePooling1D(2, padding = causal, input = (8, 3))];
}
