//! Only tensors are added.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        x * 2.0
    });
}
