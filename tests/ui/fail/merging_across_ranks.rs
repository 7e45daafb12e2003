//! Keras would broadcast the vector over the matrix.

use keras::prelude::*;

fn main() {
    graph!({
        let steps = Input(7, 16);
        let vector = Input(16);
        steps * vector
    });
}
