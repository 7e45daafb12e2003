//! Subtract takes two tensors.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        Subtract()([a, a, a])
    });
}
