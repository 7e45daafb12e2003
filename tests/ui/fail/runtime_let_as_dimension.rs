//! The shapes of a model are constants.

use keras::prelude::*;

fn main() {
    let units = std::env::args().count();
    println!("{units} units");
    sequential![Dense(units, input = 784)];
}
