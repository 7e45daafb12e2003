//! One axis for each tensor.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        Dot((1, 1, 1))([a, a])
    });
}
