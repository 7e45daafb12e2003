//! The axes to sum along are equal.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(8);
        let b = Input(9);
        Dot(1)([a, b])
    });
}
