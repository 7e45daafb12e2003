//! A single layer is checked like those of a model.

use keras::prelude::*;

fn main() {
    layer!(Dense(32, activaton = relu));
}
