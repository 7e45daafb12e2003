//! A capital begins a layer.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(784);
        Dens(32)(x)
    });
}
