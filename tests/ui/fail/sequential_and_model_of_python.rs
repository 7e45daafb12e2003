//! A list of layers inside a graph is a macro of its own, and a graph is its model.

use keras::prelude::*;

fn main() {
    graph!({
        let x = Input(4);
        let block = Sequential([Dense(4), Dense(3)]);
        block(x)
    });
    graph!({
        let x = Input(4);
        let y = Sequential(Dense(4), Dense(3))(x);
        Model(inputs = x, outputs = y)
    });
    sequential![Input(4), Sequential([Dense(4), Dense(3)]), Dense(2)];
}
