//! The arguments of a block have the names of its parameters, each is given once.

use keras::prelude::*;

fn main() {
    graph!({
        fn block(x, units) {
            Dense(units)(x)
        }
        let x = Input(3);
        block(x, unit = 4)
    });
    graph!({
        fn block(x, units) {
            Dense(units)(x)
        }
        let x = Input(3);
        block(x, x = x)
    });
    graph!({
        fn block(x, units) {
            Dense(units)(x)
        }
        let x = Input(3);
        block(units = 3, x)
    });
}
