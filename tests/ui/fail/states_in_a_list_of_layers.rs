//! What gives several tensors is no layer of a list, which passes one on, and has as many names in a graph.

use keras::prelude::*;

graph! {
    struct Fork {
        let x = Input(8);
        (Dense(2)(x), Dense(3)(x))
    }
}

fn main() {
    sequential![GRU(4, return_state = true, input = (5, 2)), Dense(3)];
    sequential![Dense(4, input = (5, 2)), LSTM(4, return_state = true)];
    sequential![Bidirectional(GRU(4, return_state = true), input = (5, 2)), Dense(3)];
    sequential![Bidirectional(GRU(4), merge_mode = none, input = (5, 2)), Dense(3)];
    sequential![Fork(), Dense(3)];
    graph!({
        let x = Input(5, 2);
        let y = Attention(return_attention_scores = true)(x, x);
        let (z, state) = GRU(2, return_state = true)(y);
        Add()(z, state)
    });
}
