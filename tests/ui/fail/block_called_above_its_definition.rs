//! A block is called below its definition.
use keras::prelude::*;

fn main() {
    let _model = graph!({
        let x = Input(4);
        let y = block(x);
        fn block(x) {
            Dense(4)(x)
        }
        Dense(1)(y)
    });
}
