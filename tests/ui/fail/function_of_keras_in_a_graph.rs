//! What Keras and PyTorch have as functions are layers in a graph.

use keras::prelude::*;

const DEPTH: usize = 2;

fn main() {
    graph!({
        let x = Input(4);
        let y = relu(Dense(3)(x));
        concatenate([x, y])
    });
    graph!({
        let x = Input(4);
        torch.cat([x, Dense(3)(x)])
    });
    sequential![nn.Linear(8, 3)];
    graph!({
        let x = Input(4);
        for _ in 0..DEPTH {
            x = Dense(4)(x);
        }
        x
    });
}
