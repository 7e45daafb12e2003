//! A cell makes one step: a layer calls it on each.

use keras::prelude::*;

fn main() {
    sequential![GRUCell(4, input = 2), Dense(3)];
    sequential![Dense(4, input = 2), StackedRNNCells((LSTMCell(4), SimpleRNNCell(3)))];
    sequential![Embedding(10, 4, input = 8), LSTMCell(4), Dense(3)];
    graph!({
        let x = Input(2);
        Dense(3)(LSTMCell(4)(x))
    });
}
