//! A `let` with a slip defines its tensors all the same.
use keras::prelude::*;

fn main() {
    let _typo = graph!({
        let x = Input(4);
        lte h = Dense(8)(x);
        let y = Dense(8)(h);
        Dense(1)(y + h)
    });
    let _tuple = graph!({
        let x = Input(4, 4);
        y, h, c = LSTM(4, return_state = true)(x);
        Dense(1)(y + h + c)
    });
    let _last = graph!({
        fn block(x, n) {
            Dense(n activation = relu)(x)
        }
        let x = Input(4);
        Dense(1)(block(x, 3))
    });
    let _called = graph!({
        let x = Input(4);
        let shared = Dense(8);
        shred(x) * 0.5 - shared(x)
    });
}
