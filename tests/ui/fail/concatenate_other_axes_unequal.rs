//! Only the axis to concatenate along may differ.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(28, 28, 3);
        let b = Input(28, 27, 1);
        Concatenate()([a, b])
    });
}
