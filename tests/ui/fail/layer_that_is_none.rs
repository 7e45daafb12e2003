//! A single layer is written like those of a model.

use keras::prelude::*;

fn main() {
    layer!(32);
}
