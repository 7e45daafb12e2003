//! A pooling of everything, twice.

use keras::prelude::*;

fn main() {
    sequential![GlobalAveragePooling2D(input = (7, 7, 512)), GlobalAveragePooling2D()];
}
