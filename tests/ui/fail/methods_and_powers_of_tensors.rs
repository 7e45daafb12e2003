//! A tensor of a graph has no methods, and no powers.
use keras::prelude::*;

fn main() {
    let _method = graph!({
        let x = Input(4);
        Dense(4)(x).relu()
    });
    let _self = graph!({
        let x = Input(4);
        Dense(1)(self.d(x))
    });
    let _power = graph!({
        let x = Input(4);
        Dense(1)(x ** 2)
    });
}
