//! An axis that is not there, and the axis of the batch.

use keras::prelude::*;

fn main() {
    graph!({
        let a = Input(28, 3);
        let b = Input(28, 3);
        (Concatenate(axis = 3)([a, b]), Concatenate(axis = -3)([a, b]), Concatenate(axis = 0)([a, b]))
    });
}
