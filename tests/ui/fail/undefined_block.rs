//! A small letter begins a block or a layer that is bound.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(784);
        residual(x, 32)
    });
}
