//! Of an argument that a layer does not have nothing is said but that: the word that it is given is nobody's mistake.

use keras::prelude::*;

fn main() {
    sequential![Dense(3, nam = hidden, input = 4), Dense(3, nmae = "hidden")];
    graph!({
        let x = Input(4);
        Dense(3, initializer = glorot)(x)
    });
    sequential![Bidirectional(LSTM(3, nam = cell), input = (4, 5)), Dense(3, kernel_initializer = RandomNormal(std = s))];
}
