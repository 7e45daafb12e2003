//! Keras 3 has no such call, and the message shows the one that was meant.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        Dense(x)
    });
}
