//! Ids are the input of a model.
use keras::prelude::*;

fn main() {
    let _behind = sequential![Dense(64, input = 10), Embedding(1000, 64)];
    let _input = graph!({
        let user = Input(1);
        Flatten()(Embedding(1000, 32)(user))
    });
    let _length = sequential![Embedding(100, 8, input_length = 10), Flatten()];
}
