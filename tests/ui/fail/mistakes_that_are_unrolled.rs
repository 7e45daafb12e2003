//! What is unrolled more than once is one mistake.

use keras::prelude::*;

fn main() {
    graph!({
        fn block(x, units) {
            let y = Dense(units, activatoin = relu)(x);
            let y = Dense(4, use_bias = 3)(y);
            Dense()(y)
        }
        let mut x = Input(4);
        for i in 1..4 {
            x = block(x, i);
        }
        x
    });
    graph!({
        fn halves(x) {
            Reshape((2, 3))(x)
        }
        let x = Input(4);
        (halves(x), halves(x), Dense(0)(x))
    });
}
