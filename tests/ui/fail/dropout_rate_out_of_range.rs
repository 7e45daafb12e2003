//! A rate is a probability.

use keras::prelude::*;

fn main() {
    sequential![Input(4), Dropout(1.5), Dropout(-0.5)];
}
