//! The shapes of a model are constants.

use keras::prelude::*;

fn main() {
    let units = std::env::args().count();
    sequential![Dense(units, input = 784)];
}
