//! A model in a variable is no layer: it is a named struct.
use keras::prelude::*;

fn main() {
    let base = sequential![Dense(3, input = 4)];
    let _head = graph!({
        let x = Input(4);
        Dense(1)(base(x, training = False))
    });
    let _list = sequential![base, Dense(1)];
    let _new = sequential![Base::new(), Dense(1)];
    let _graph = graph!({
        let x = Input(4);
        Dense::new(1)(x)
    });
}

sequential! { struct Base { Dense(3, input = 4) } }
