//! A name that nothing is called, in a condition; a range that ends before it begins; a parameter of a block that is not used.

use keras::prelude::*;

fn main() {
    graph!({
        fn block(x, strides) {
            let y = Conv2D(4, 1, strides = strides)(x);
            if stride != 1 { y = Conv2D(4, 1)(y); }
            y
        }
        block(Input(8, 8, 3), 2)
    });
    graph!({
        fn block(x, kind) {
            if kimd == wide { Dense(16)(x) } else { Dense(kind)(x) }
        }
        block(Input(8), 4)
    });
    graph!({
        let x = Input(8);
        for i in 0..3 {
            if j == 2 { x = Dense(8, name = "hidden{i}")(x); }
        }
        Dense(4)(x)
    });
    graph!({
        let x = Input(8);
        for _ in 3..0 { x = Dense(8)(x); }
        Dense(4)(x)
    });
    graph!({
        fn block(x, units) { Dense(8)(x) }
        block(Input(8), 4)
    });
}
