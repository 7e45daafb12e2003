//! What Rust has and a graph has not, and what is written instead.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(8);
        while true {
            x = Dense(8)(x);
        }
        x
    });
    graph!({
        fn block(x, depth) {
            match depth { 1 => Dense(8)(x), _ => x }
        }
        let x = Input(8);
        block(x, 1)
    });
    graph!({
        let block = |x, units| Dense(units)(x);
        let x = Input(8);
        block(x, 3)
    });
    graph!({
        fn block(x: Tensor, units: usize) {
            Dense(units)(x)
        }
        let x = Input(8);
        block(x, 3)
    });
    graph!({
        fn block(x, units) -> Tensor {
            Dense(units)(x)
        }
        let x = Input(8);
        block(x, 3)
    });
    graph!({
        const UNITS: usize = 3;
        let x: Tensor = Input(8);
        Dense(UNITS)(x)
    });
    graph!({
        let x = Input(8)?;
        return Dense(3)(&x);
    });
    graph!({
        let x = Input(8);
        for i in range(3) {
            x = Dense(8, name = "dense{i}")(x);
        }
        x
    });
}
