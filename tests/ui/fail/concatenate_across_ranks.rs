//! All tensors have one rank.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(28, 28);
        let b = Input(28);
        Concatenate()([a, b])
    });
}
