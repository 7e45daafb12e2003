//! rustc knows the layer that was meant.

use keras::prelude::*;

fn main() {
    sequential![Dens(32, input = 784), Dense(10)];
}
