//! The statements of Python, and what is written instead.

use keras::prelude::*;

fn main() {
    graph!({
        def block(x): Dense(4)(x);
        let x = Input(4);
        block(x)
    });
    graph!({
        let x = Input(4);
        for i in range(3): x = Dense(4)(x);
        x
    });
    graph!({
        # the input
        let x = keras.Input(4);
        keras.layers.Dense(3)(x)
    });
}
