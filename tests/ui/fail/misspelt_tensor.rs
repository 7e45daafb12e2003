//! A tensor, a block and a layer whose names are nearly right.

use keras::prelude::*;

fn main() {
    graph!({
        fn residual(x) {
            Dense(8)(x) + x
        }
        let features = Input(8);
        let encode = Dense(8);
        resiudal(fetures) + encoed(features)
    });
}
